// The places inside a described value that can be made simpler, in preorder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "faultline/shrink/order.h"

namespace faultline::shrink {

// Calls `visit(leaf)` for every integer, boolean, enum, string, strong type and optional.
template <class T, class Visit>
void for_each_leaf(T& value, Visit&& visit) {
  if constexpr (Ranked<T> || std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::string>) {
    visit(value);
  } else if constexpr (Variant<T>) {
    std::visit([&](auto& alternative) { for_each_leaf(alternative, visit); }, value);
  } else if constexpr (Optional<T>) {
    visit(value);
    if (value) for_each_leaf(*value, visit);
  } else if constexpr (Vector<T>) {
    for (auto& element : value) for_each_leaf(element, visit);
  } else if constexpr (DescribedStruct<T>) {
    for_each_member(value, [&](const char*, auto& member) { for_each_leaf(member, visit); });
  }
}

// What a leaf holds: `type` tells types apart (those of one template count as one), `rank` orders the values of one
// type. Strings rank by length here.
struct LeafValue {
  std::uint64_t type = 0;
  std::uint64_t rank = 0;
  Bytes exact;
  bool text = false;

  bool same(const LeafValue& other) const { return type == other.type && exact == other.exact; }
};

template <class T>
LeafValue leaf_value(const T& leaf) {
  static const std::uint64_t type = hash_text(faultline::detail::pretty_name<T>());
  if constexpr (Optional<T>) {
    return {type, leaf.has_value(), to_bytes(leaf.has_value()), false};
  } else {
    Ranks ranks;
    append_rank(ranks, leaf);
    return {type, ranks.key[0], to_bytes(leaf), std::is_same_v<T, std::string>};
  }
}

// Sets a leaf to the value of the given rank; a string to the simplest of that length.
template <class T>
void set_rank(T& leaf, std::uint64_t rank) {
  if constexpr (Ranked<T>) {
    leaf = T::at(rank);
  } else if constexpr (std::is_same_v<T, bool>) {
    leaf = rank != 0;
  } else if constexpr (Integer<T>) {
    leaf = integer_at<T>(rank);
  } else if constexpr (std::is_floating_point_v<T>) {
    leaf = static_cast<T>(rank);
  } else if constexpr (DescribedEnum<T>) {
    std::uint64_t index = 0;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
      if (index++ == rank) leaf = enumerator.value;
    });
  } else if constexpr (std::is_same_v<T, std::string>) {
    leaf.assign(rank, 'a');
  } else if constexpr (Optional<T>) {
    if (rank == 0) leaf.reset();
  }
}

// How many values a leaf of this type can have, where that is a small number; else the largest number.
template <class T>
constexpr std::uint64_t value_count() {
  if constexpr (Ranked<T>) {
    return T::size();
  } else if constexpr (std::is_same_v<T, bool>) {
    return 2;
  } else if constexpr (DescribedEnum<T>) {
    return boost::mp11::mp_size<boost::describe::describe_enumerators<T>>::value;
  } else {
    return ~std::uint64_t{0};
  }
}

// Ranks worth trying below `rank`, simplest first: all of them when they are few, else a few small ones, then
// halfway and just below.
inline std::vector<std::uint64_t> lower_ranks(std::uint64_t rank) {
  constexpr std::uint64_t kAll = 8;
  std::vector<std::uint64_t> ranks;
  for (std::uint64_t r = 0; r < std::min(rank, kAll); ++r) ranks.push_back(r);
  if (rank > kAll) {
    if (rank / 2 >= kAll) ranks.push_back(rank / 2);
    if (rank - 2 > rank / 2) ranks.push_back(rank - 2);  // the same sign, one nearer to zero
    if (rank - 1 > rank / 2) ranks.push_back(rank - 1);
  }
  return ranks;
}

// Copies the fields that both structs have by name and type.
template <class From, class To>
void keep_fields(const From& from, To& to) {
  if constexpr (DescribedStruct<From> && DescribedStruct<To>) {
    for_each_member(to, [&](std::string_view name, auto& target) {
      for_each_member(from, [&](std::string_view other, const auto& source) {
        if constexpr (std::is_assignable_v<decltype(target), decltype(source)> &&
                      std::is_same_v<std::decay_t<decltype(target)>, std::decay_t<decltype(source)>>)
          if (name == other) target = source;
      });
    });
  }
}

// Another alternative at its simplest, or with the fields of the old one where they fit.
template <Variant V>
void switch_alternative(V& variant, std::size_t alternative, bool keep) {
  const V old = variant;
  emplace_alternative(variant, alternative);
  if (keep) std::visit([](const auto& from, auto& to) { keep_fields(from, to); }, old, variant);
}

// Calls `visit(variant)` for every variant inside `value`, itself included, outer ones first.
template <class T, class Visit>
void for_each_variant(T& value, Visit&& visit) {
  if constexpr (Variant<T>) {
    visit(value);
    std::visit([&](auto& alternative) { for_each_variant(alternative, visit); }, value);
  } else if constexpr (Optional<T>) {
    if (value) for_each_variant(*value, visit);
  } else if constexpr (Vector<T>) {
    for (auto& element : value) for_each_variant(element, visit);
  } else if constexpr (DescribedStruct<T>) {
    for_each_member(value, [&](const char*, auto& member) { for_each_variant(member, visit); });
  }
}

// Calls `visit(vector)` for every vector inside `value`, outer ones first.
template <class T, class Visit>
void for_each_vector(T& value, Visit&& visit) {
  if constexpr (Vector<T>) {
    visit(value);
    for (auto& element : value) for_each_vector(element, visit);
  } else if constexpr (Variant<T>) {
    std::visit([&](auto& alternative) { for_each_vector(alternative, visit); }, value);
  } else if constexpr (Optional<T>) {
    if (value) for_each_vector(*value, visit);
  } else if constexpr (DescribedStruct<T>) {
    for_each_member(value, [&](const char*, auto& member) { for_each_vector(member, visit); });
  }
}

// The same over the commands, faults and advances of a schedule.
template <class Schedule, class Walk>
void for_each_argument(Schedule& schedule, Walk&& walk) {
  using Command = std::variant_alternative_t<0, typename Schedule::value_type>;
  for (auto& step : schedule) {
    if (step.index() == 0) walk(std::get<0>(step));
    if (step.index() == 1) walk(std::get<1>(step));
    if (auto* advance = std::get_if<Advance>(&step)) walk(*advance);
    if (auto* together = std::get_if<Together<Command>>(&step))  // singly: two of them must stay
      for (auto& command : together->commands) walk(command);
  }
}

template <class Schedule>
std::vector<LeafValue> leaves_of(const Schedule& schedule) {
  std::vector<LeafValue> all;
  Schedule copy = schedule;
  for_each_argument(
      copy, [&](auto& argument) { for_each_leaf(argument, [&](auto& leaf) { all.push_back(leaf_value(leaf)); }); });
  return all;
}

}  // namespace faultline::shrink
