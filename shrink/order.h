// What "simpler" means, for every pass:
//
//   fewer crashes, then fewer faults, then fewer steps of commands given together, then fewer commands, then fewer
//   steps, then fewer argument leaves, then the leaves in preorder, each by its rank (a step's kind and a variant's
//   alternative are leaves before what they hold).
//
// A leaf's rank is its position from the simplest value of its type: 0, 1, -1, 2 ... for integers, the domain's own
// order for strong types, length and then bytes for strings, declaration order for enumerators and alternatives.
// The order is total on values that differ, so the simplest failing schedule is unique.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "faultline/engine/words/codec.h"
#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"
#include "faultline/engine/words/schedule.h"

namespace faultline::shrink {

using Key = std::vector<std::uint64_t>;

// Ranks in preorder, and how many leaves they are of: a string is one leaf of many ranks.
struct Ranks {
  Key key;
  std::uint64_t leaves = 0;

  void leaf(std::uint64_t rank) {
    key.push_back(rank);
    ++leaves;
  }
};

// 0, 1, -1, 2, -2 ... for signed integers. The most negative one has no room of its own there and comes last.
template <Integer T>
std::uint64_t integer_rank(T value) {
  if constexpr (std::is_unsigned_v<T>) return value;
  if (value > 0) return 2 * static_cast<std::uint64_t>(value) - 1;
  const std::uint64_t magnitude = ~static_cast<std::uint64_t>(value) + 1;
  return magnitude == std::uint64_t{1} << 63 ? ~std::uint64_t{0} : 2 * magnitude;
}

template <Integer T>
T integer_at(std::uint64_t rank) {
  if constexpr (std::is_unsigned_v<T>) return static_cast<T>(rank);
  const std::uint64_t magnitude = rank / 2 + rank % 2;
  return static_cast<T>(rank % 2 == 1 ? magnitude : ~magnitude + 1);
}

template <DescribedEnum T>
std::uint64_t enum_rank(T value) {
  std::uint64_t rank = 0, index = 0;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
    if (enumerator.value == value) rank = index;
    ++index;
  });
  return rank;
}

template <class T>
void append_rank(Ranks& ranks, const T& value) {
  if constexpr (Ranked<T>) {
    ranks.leaf(value.rank());
  } else if constexpr (std::is_same_v<T, bool>) {
    ranks.leaf(value);
  } else if constexpr (Integer<T>) {
    ranks.leaf(integer_rank(value));
  } else if constexpr (DescribedEnum<T>) {
    ranks.leaf(enum_rank(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    ranks.leaf(std::bit_cast<std::uint64_t>(static_cast<double>(value < 0 ? -value : value)));  // grows with it
    ranks.key.push_back(value < 0);
  } else if constexpr (std::is_same_v<T, std::string>) {
    ranks.leaf(value.size());
    for (const char c : value) ranks.key.push_back(static_cast<unsigned char>(c));
  } else if constexpr (std::is_same_v<T, Minted>) {
    append_rank(ranks, value.text);
  } else if constexpr (Variant<T>) {
    ranks.leaf(value.index());
    std::visit([&](const auto& alternative) { append_rank(ranks, alternative); }, value);
  } else if constexpr (Optional<T>) {
    ranks.leaf(value.has_value());
    if (value) append_rank(ranks, *value);
  } else if constexpr (Vector<T>) {
    ranks.leaf(value.size());
    for (const auto& element : value) append_rank(ranks, element);
  } else if constexpr (!std::is_same_v<T, std::monostate>) {
    for_each_member(value, [&](const char*, const auto& member) { append_rank(ranks, member); });
  }
}

// Compares as vectors do: the smaller key is the simpler schedule.
template <class Command, class Fault>
Key order_key(const std::vector<Step<Command, Fault>>& schedule) {
  const ScheduleSize size = size_of(schedule);
  Ranks ranks{{size.crashes, size.faults, size.togethers, size.commands, size.steps, 0}, 0};
  for (const auto& step : schedule) append_rank(ranks, step);
  ranks.key[5] = ranks.leaves;
  return std::move(ranks.key);
}

}  // namespace faultline::shrink
