// Schedules that repro files keep: replayed as they are, shrunk, or explained.
#pragma once

#include <filesystem>

#include "faultline/engine/campaign/campaign.h"
#include "faultline/engine/words/repro.h"

namespace faultline {

// A repro, and the file that it was read from.
struct Kept {
  Repro repro;
  std::filesystem::path file;
};

// Its schedule. Throws BadInput, which names the file, where that does not fit the check; so do those below.
Bytes schedule_of(const Check& check, const Kept& kept);

// A schedule that passes makes a report with no finding.

// Runs it until it fails, then again, to confirm. What came and went when it was found, or does now, is run
// kReplaysOfFlaky times in all, for a rate; never failing then is no pass. The finding's note compares with what the
// file recorded.
CheckReport replay_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept);

// What a campaign does with a failing schedule. The file itself is left alone.
CheckReport shrink_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept,
                        const CampaignOptions& options);

// As replay, and asks what matters in it.
CheckReport explain_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept,
                         const CampaignOptions& options);

}  // namespace faultline
