// From a run that failed to findings: confirm, save, shrink, confirm again, explain; then the same for every other
// failure that was met on the way.
#pragma once

#include <vector>

#include "faultline/engine/campaign/campaign.h"
#include "faultline/engine/campaign/describe.h"

namespace faultline {

struct Investigation {
  std::vector<Finding> findings;  // the suspect's first; at most kMostFindings
  std::uint32_t left_out = 0;     // kinds of failure met besides
  std::string engine_error{};     // with what the engine failed on the way; what was found is here all the same
};

inline constexpr std::size_t kMostFindings = 8;

// Puts what was found into the report of its check.
void take(CheckReport& report, Investigation found);

// `options.limits` caps all of it. A suspect that does not fail again comes back as one flaky finding, not shrunk.
Investigation investigate(Check& check, Executor& executor, const Suspect& suspect, const CampaignOptions& options);

}  // namespace faultline
