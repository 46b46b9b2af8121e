// A kept schedule, run so that a debugger can look at one of its steps.
#pragma once

#include "faultline/engine/campaign/kept.h"

namespace faultline {

// Runs it once with `executor`; the process that hosts the target stops before step number `step` of the report's
// table. `ahead` runs it once before, to know that table. A failure is reported as it came, neither confirmed nor
// shrunk. Throws BadInput where the schedule does not fit the check, or has no such step.
CheckReport stop_kept(Check& check, Executor& ahead, Executor& executor, Isolation isolation, const Kept& kept,
                      std::uint32_t step);

}  // namespace faultline
