#include "bench/crash/rows.h"
#include "bench/measure.h"

namespace faultline::bench {
namespace {

std::vector<BenchRow> measure() {
  pin_to_one_cpu();
  auto rows = fork_rows();
  for (auto* part : {point_rows, spawn_rows})
    for (auto& row : part()) rows.push_back(std::move(row));
  return rows;
}

const BenchRegistration registration({"crash", "what a crash costs: forked, simulated, spawned, and a point's price",
                                      measure});

}  // namespace
}  // namespace faultline::bench
