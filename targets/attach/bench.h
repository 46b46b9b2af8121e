// Benchmarks that show speed as a ratio to a peer measured in the same run.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

struct BenchRow {
  std::string name;
  double value = 0;  // in `unit`
  std::string unit;
  std::string peer;  // empty: the row stands alone, its ratio is its value
  double peer_value = 0;
  bool higher_is_better = true;
  std::optional<double> bar;  // what the ratio must reach (or stay below)

  double ratio() const { return peer.empty() || peer_value == 0 ? value : value / peer_value; }
  bool pass() const { return !bar || (higher_is_better ? ratio() >= *bar : ratio() <= *bar); }
};

// A group of rows, measured when called.
struct BenchGroup {
  std::string name, summary;
  std::function<std::vector<BenchRow>()> measure;
};

// Every group of this program; filled before main.
std::vector<BenchGroup>& bench_groups();

struct BenchRegistration {
  explicit BenchRegistration(BenchGroup group) { bench_groups().push_back(std::move(group)); }
};

}  // namespace faultline
