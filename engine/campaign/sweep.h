// Sweeping: the process is made to die at every crash point that a schedule passes, in recovery too.
#pragma once

#include <cstdint>
#include <optional>

#include "faultline/engine/campaign/campaign.h"
#include "faultline/engine/report/sweep_report.h"

namespace faultline {

inline constexpr std::uint32_t kSweptSchedules = 10;

// Sweeps `options.runs` schedules (else kSweptSchedules), the one of `options.seed`, or `schedule`. Each is run once,
// without crashes of its own; at each point that it passes its disk is copied, and each copy is recovered and audited
// on its own, so that n points cost n recoveries and not n runs. While a copy recovers, the points that it passes are
// swept in the same manner, once. Points never reached make the verdict inconclusive.
SweepReport sweep(Check& check, Executor& executor, Isolation isolation, const CampaignOptions& options,
                  const std::optional<Bytes>& schedule = std::nullopt);

}  // namespace faultline
