// From a run that failed to a finding: confirm, save, shrink, confirm again, explain.
#pragma once

#include <vector>

#include "faultline/engine/campaign/campaign.h"

namespace faultline {

// The findings of one failed run, the one being chased first. A run that does not fail again comes back as one
// finding with `stable` below `replays`.
std::vector<Finding> investigate(Check& check, Executor& executor, const StoppedRun& stopped,
                                 const CampaignOptions& options);

// The finding of a failed run as it is.
Finding describe(Check& check, Executor& executor, const StoppedRun& stopped);

// Writes the repro file of `schedule`; returns its absolute path.
std::string save_repro(const Check& check, const Finding& finding, const Bytes& schedule,
                       const std::filesystem::path& folder);

}  // namespace faultline
