// The model asked about a finished run. Its hooks may die, not return, throw, or take all memory there as anywhere, so
// they are asked in a copy of this process.
#pragma once

#include <vector>

#include "faultline/engine/runner/check.h"

namespace faultline {

// As Check::conclude. Where the model itself died or did not return: inconclusive, and names its hook. Throws
// EngineError.
RunResult conclude_apart(Check& check, const RunInput& input, Journal& journal, const Death& death);

// As Check::explain. Where the model cannot tell, one row that says why: no report is lost for want of its table.
std::vector<ReportRow> explain_apart(Check& check, const Bytes& schedule, Journal& journal, const Death* death);

}  // namespace faultline
