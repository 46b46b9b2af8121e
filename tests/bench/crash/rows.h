// The parts of the group "crash".
#pragma once

#include <vector>

#include "faultline/targets/attach/bench.h"

namespace faultline::bench {

// Crash cycles of the fork server against bare forks of the same process, with a small engine and a large one.
std::vector<BenchRow> fork_rows();

}  // namespace faultline::bench
