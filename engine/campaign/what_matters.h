// Counterfactual runs: what would have become of a failing schedule without this, or with that instead.
#pragma once

#include <functional>

#include "faultline/engine/campaign/budget.h"
#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/report/findings.h"

namespace faultline {

// Asks the check's questions about `schedule`, whose failure `finding` tells, and adds the answers to it. Each run has
// these bounds. Ends early when the budget is over. `asked` is called with the number of questions answered so far and
// of all.
void ask_what_matters(Check& check, Executor& executor, const Bytes& schedule, const Budget& budget,
                      const Bounds& bounds, Finding& finding,
                      const std::function<void(std::size_t answered, std::size_t of)>& asked = nullptr);

}  // namespace faultline
