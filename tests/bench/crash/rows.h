// The parts of the group "crash".
#pragma once

#include <vector>

#include "faultline/targets/attach/bench.h"

namespace faultline::bench {

// Crash cycles of the fork server against bare forks of the same process, with a small engine and a large one.
std::vector<BenchRow> fork_rows();
// What a crash point adds to a loop while nothing is armed.
std::vector<BenchRow> point_rows();
// Launches of the crash harness against posix_spawn, from a small process and from a large one.
std::vector<BenchRow> spawn_rows();

}  // namespace faultline::bench
