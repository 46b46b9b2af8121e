#include "faultline/engine/words/sometimes.h"

#include <algorithm>
#include <atomic>
#include <stdexcept>

namespace faultline {
namespace {

const std::vector<std::string>* listed = nullptr;
std::uint64_t* bits = nullptr;

}  // namespace

void sometimes(std::string_view name) {
  if (listed == nullptr) return;
  const auto found = std::find(listed->begin(), listed->end(), name);
  if (found == listed->end())
    throw std::logic_error("sometimes(\"" + std::string(name) + "\") is not in the list that sometimes() returns");
  std::atomic_ref(*bits).fetch_or(std::uint64_t{1} << (found - listed->begin()), std::memory_order_relaxed);
}

WatchSometimes::WatchSometimes(const std::vector<std::string>& names, std::uint64_t& seen) {
  listed = &names;
  bits = &seen;
}

WatchSometimes::~WatchSometimes() {
  listed = nullptr;
  bits = nullptr;
}

}  // namespace faultline
