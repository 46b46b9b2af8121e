// What many shrinks of one failure came to.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace faultline::bench {

struct Shrinks {
  std::map<std::string, int> results;     // how often each
  std::vector<std::uint32_t> executions;  // of each shrink; of a challenge: calls of the predicate
  int unproved = 0;                       // not verified as 1-minimal, stopped by a limit, or no failure was found

  void add(const std::string& result, std::uint32_t count, bool proved) {
    ++results[result];
    executions.push_back(count);
    unproved += !proved;
  }

  double mean() const {
    double sum = 0;
    for (const std::uint32_t each : executions) sum += each;
    return executions.empty() ? 0 : sum / static_cast<double>(executions.size());
  }
  // The upper one of two.
  std::uint32_t median() const {
    std::vector<std::uint32_t> sorted = executions;
    std::sort(sorted.begin(), sorted.end());
    return sorted.empty() ? 0 : sorted[sorted.size() / 2];
  }
  std::uint32_t most() const {
    return executions.empty() ? 0 : *std::max_element(executions.begin(), executions.end());
  }

  // There must be one.
  const std::pair<const std::string, int>& most_frequent() const {
    return *std::max_element(results.begin(), results.end(),
                             [](const auto& one, const auto& other) { return one.second < other.second; });
  }
};

}  // namespace faultline::bench
