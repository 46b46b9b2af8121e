#include "faultline/targets/attach/bench.h"

namespace faultline {

std::vector<BenchGroup>& bench_groups() {
  static std::vector<BenchGroup> groups;
  return groups;
}

}  // namespace faultline
