// Everything in a process that a run may leave behind, piece by piece, so that a change can be named.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "faultline/engine/words/verdict.h"

namespace faultline {

// One piece, under the class it would fail as: a descriptor, a thread, a child, a setting.
struct Item {
  FailureClass failure{};
  std::uint64_t number = 0;    // descriptor, thread id, process id, which setting
  std::uint64_t identity = 0;  // of the file behind a descriptor, of a setting's value; a child's mark (births.h)
  auto operator<=>(const Item&) const = default;
};

inline constexpr std::uint64_t kNoMark = ~std::uint64_t{0};

// Sorted. Costs a millisecond where there are children, else tens of microseconds.
std::vector<Item> take_inventory();

// What `now` has and `before` had not; and a `closed_descriptor` for each descriptor that is gone. Sorted.
std::vector<Item> changes(const std::vector<Item>& before, const std::vector<Item>& now);

// As the end of a sentence: "left a descriptor open (/dev/null)". `count` such items were left, this is the first;
// names are those of this moment. `workspace` is shortened to "<workspace>".
std::string describe(const Item& item, std::size_t count, const std::string& workspace);

}  // namespace faultline
