#include <algorithm>
#include <chrono>
#include <vector>

#include "faultline/targets/crash/point/crashpoint.h"

#include "bench/crash/rows.h"

namespace faultline::bench {
namespace {

constexpr int kTimes = 20'000;  // short enough that few rounds are interrupted

// Four bodies in a turn of the loop, so that where the compiler puts the loop decides little.
template <class Body>
double nanoseconds_each(Body&& body) {
  const auto once = [&] {
    asm volatile("" ::: "memory");
    body();
  };
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kTimes; i += 4) {
    once();
    once();
    once();
    once();
  }
  const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - start;
  return elapsed.count() / kTimes;
}

}  // namespace

std::vector<BenchRow> point_rows() {
  crash::disarm();  // it has looked at the environment then, as every point has after its first hit
  constexpr int kRounds = 2001;
  std::vector<double> added;
  for (int round = 0; round < kRounds; ++round) {
    const double empty = nanoseconds_each([] {});
    added.push_back(nanoseconds_each([] { crash::breakpoint("bench.point"); }) - empty);
  }
  std::nth_element(added.begin(), added.begin() + kRounds / 2, added.end());
  BenchRow row{"crash.point_disarmed_ns", std::max(0.0, added[kRounds / 2]), "ns more", "", 0, false, 0.3};
  row.note = "over a loop with an empty body";
  return {row};
}

}  // namespace faultline::bench
