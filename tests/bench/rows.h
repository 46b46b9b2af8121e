// The parts of the group "store".
#pragma once

#include <vector>

#include "faultline/targets/attach/bench.h"

namespace faultline::bench {

// A small key-value model and system, where the engine itself is what costs.
std::vector<BenchRow> kv_rows();
// The store model of chaos.store.memory and the real store behind its fault wrapper.
std::vector<BenchRow> store_rows();

}  // namespace faultline::bench
