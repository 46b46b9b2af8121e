// Honest timing: one CPU, peers in turns, medians.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <map>
#include <sched.h>
#include <string>
#include <vector>

#include "faultline/engine/isolation/executor.h"

namespace faultline::bench {

inline void pin_to_one_cpu() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(::sched_getcpu(), &one);
  ::sched_setaffinity(0, sizeof one, &one);
}

// Something that does some work when called with the number of the round, and says how many operations that was.
using Contender = std::function<std::uint64_t(std::uint64_t round)>;

// Operations per second of each contender: the median of five rounds, in each of which all take their turn. One
// round before them warms up. `before` is called with a contender's name when its turn comes, and is not measured.
inline std::map<std::string, double> race(
    const std::map<std::string, Contender>& contenders,
    const std::function<void(const std::string& name)>& before = [](const std::string&) {}) {
  constexpr int kRounds = 5;
  std::map<std::string, std::vector<double>> rates;
  for (int round = 0; round <= kRounds; ++round) {
    for (const auto& [name, contender] : contenders) {
      before(name);
      const auto start = std::chrono::steady_clock::now();
      const std::uint64_t operations = contender(static_cast<std::uint64_t>(round));
      const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
      if (round > 0) rates[name].push_back(static_cast<double>(operations) / elapsed.count());
    }
  }
  std::map<std::string, double> medians;
  for (auto& [name, all] : rates) {
    std::nth_element(all.begin(), all.begin() + kRounds / 2, all.end());
    medians[name] = all[kRounds / 2];
  }
  return medians;
}

// The engine as a contender: that many runs of a check, each of which must pass. Gives how many steps that was.
inline std::uint64_t by_engine(Check& check, Executor& executor, std::uint64_t runs, std::uint32_t steps,
                               std::uint64_t campaign) {
  Job job;
  job.campaign = campaign;
  job.count = runs;
  job.steps = steps;
  if (executor.execute(check, job).stopped) std::abort();
  return runs * steps;
}

}  // namespace faultline::bench
