// The lines of a report that tell what would have become of a failing schedule without this, or with that instead.
#pragma once

#include <string>

#include "faultline/engine/report/findings.h"

namespace faultline {

// "WHAT MATTERS   without the fault: passes    any other key or value: still fails\n": faults and crashes first, then
// steps, then arguments; those with the same answer together; wrapped, at the latest at so many columns. Empty where
// nothing was asked.
std::string render_what_matters(const Finding& finding, std::size_t columns = 0);

}  // namespace faultline
