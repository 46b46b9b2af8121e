// The parts of the group "shrink".
#pragma once

#include <vector>

#include "faultline/targets/attach/bench.h"

namespace faultline::bench {

// The public shrinking challenge, and RapidCheck on it.
std::vector<BenchRow> list_rows();
std::vector<BenchRow> nested_list_rows();
std::vector<BenchRow> difference_rows();
std::vector<BenchRow> recursive_rows();
// Every planted bug from schedules of 100 and of 1,000 steps, and RapidCheck on two of them.
std::vector<BenchRow> zoo_rows();

}  // namespace faultline::bench
