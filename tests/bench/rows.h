// The parts of the group "store".
#pragma once

#include <vector>

#include "faultline/targets/attach/bench.h"

namespace faultline::bench {

// A small key-value model and system, where the engine itself is what costs.
std::vector<BenchRow> kv_rows();
// The real store in memory: text keys, ETags, lifetimes. Forked workers against the same in-process.
std::vector<BenchRow> store_rows();

}  // namespace faultline::bench
