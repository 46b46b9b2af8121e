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
  std::optional<double> bar = {};  // what the ratio must reach (or stay below)
  bool bar_on_value = false;       // the bar is for `value` itself; the peer is there to be compared with
  bool missed = false;             // does not pass, whatever its bar says; the note tells why
  std::string note = {};           // lines for people, under the row; not in the JSON

  double ratio() const { return peer.empty() || peer_value == 0 ? value : value / peer_value; }
  bool pass() const {
    const double judged = bar_on_value ? value : ratio();
    return !missed && (!bar || (higher_is_better ? judged >= *bar : judged <= *bar));
  }
};

// A group of rows, measured when called. Groups that follow each other with the same name are parts of one: their rows
// are shown as soon as each is measured.
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
