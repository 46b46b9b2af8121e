// Where two executions of one schedule part.
#pragma once

#include <string>
#include <vector>

#include "faultline/engine/runner/check.h"

namespace faultline {

// "at step 3, get(key="a"): ok 1, then not found": the first thing that the system did otherwise the second time, by
// the numbers of the report's table. Empty where the tables agree.
std::string first_difference(const std::vector<ReportRow>& first, const std::vector<ReportRow>& second);

}  // namespace faultline
