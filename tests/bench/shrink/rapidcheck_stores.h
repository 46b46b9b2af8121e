// RapidCheck's rc::state on two of the planted bugs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "shrinks.h"

namespace faultline::bench {

// Each bug's name, and what this many failing sequences of up to 200 commands came to. Executions are the runs after
// the first that failed.
std::vector<std::pair<std::string, Shrinks>> rapidcheck_stores(std::uint64_t seeds);

}  // namespace faultline::bench
