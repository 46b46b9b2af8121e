// Things that a campaign must have seen for its pass to mean much: "a crash left half a snapshot behind".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

// Call it in a model or a target where the interesting thing happens. The target (or the model) lists the names as
// `static std::vector<std::string> sometimes()`; a campaign that never saw one of them is not a clean pass. Outside a
// run it does nothing. Thread-safe. Throws std::logic_error for a name that is not listed.
void sometimes(std::string_view name);

// While it lives, `sometimes` sets bit i of `seen` for `names[i]`. One at a time in a process.
class WatchSometimes {
 public:
  WatchSometimes(const std::vector<std::string>& names, std::uint64_t& seen);
  ~WatchSometimes();
  WatchSometimes(const WatchSometimes&) = delete;
  WatchSometimes& operator=(const WatchSometimes&) = delete;
};

}  // namespace faultline
