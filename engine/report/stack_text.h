// A dead process's stack as people read it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "faultline/engine/runner/check.h"

namespace faultline {

// One line for each call, innermost first: name, file and line as far as this program's symbols tell, else how far into
// which file. Without what comes between the fault and the signal handler (abort, the way of an exception that nobody
// caught), and without the engine below the call of the target; at most 20.
std::vector<std::string> stack_text(const std::vector<CodePlace>& places);

// A function's name with long template arguments and parameters left out: "put(..)".
std::string short_name(std::string_view function);

}  // namespace faultline
