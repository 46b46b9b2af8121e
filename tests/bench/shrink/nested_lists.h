// Challenges over lists of lists: large_union_list, nestedlists, bound5.
#pragma once

#include <set>

#include <boost/describe.hpp>

#include "challenge.h"
#include "draws.h"

namespace faultline::bench {

template <class T>
using Lists = std::vector<std::vector<T>>;
inline constexpr int kLongestOuter = 50, kLongestInner = 10;

// "All lists together have at most four different elements."
inline Challenge<Lists<std::int64_t>> large_union_list() {
  using Value = Lists<std::int64_t>;
  const auto fails = [](const Value& lists) {
    std::set<std::int64_t> all;
    for (const auto& list : lists) all.insert(list.begin(), list.end());
    return all.size() > 4;
  };
  return {.name = "large_union_list",
          .generator = list_of(kLongestOuter, list_of(kLongestInner, integer<std::int64_t>())),
          .allowed = anything<Value>,
          .fails = fails,
          .simplest = "[[0, 1, -1, 2, -2]]",
          .bar = 100,
          .published = 341};
}

// "All lists together have at most ten elements", each of which is 0.
inline Challenge<Lists<std::int64_t>> nestedlists() {
  using Value = Lists<std::int64_t>;
  const auto allowed = [](const Value& lists) {
    for (const auto& list : lists)
      for (const auto element : list)
        if (element != 0) return false;
    return true;
  };
  const auto fails = [](const Value& lists) {
    std::size_t elements = 0;
    for (const auto& list : lists) elements += list.size();
    return elements > 10;
  };
  return {.name = "nestedlists",
          .generator = list_of(kLongestOuter, list_of(kLongestInner, rc::gen::just<std::int64_t>(0))),
          .allowed = allowed,
          .fails = fails,
          .simplest = "[[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]",
          .bar = 40,
          .published = 88};
}

using Shorts = std::vector<std::int16_t>;
struct FiveLists {
  Shorts a, b, c, d, e;
  std::string show() const {
    return '(' + to_text(a) + ", " + to_text(b) + ", " + to_text(c) + ", " + to_text(d) + ", " + to_text(e) + ')';
  }
};
BOOST_DESCRIBE_STRUCT(FiveLists, (), (a, b, c, d, e))

inline std::int16_t sum_of(const Shorts& list, std::int16_t sum = 0) {
  for (const std::int16_t element : list) sum = static_cast<std::int16_t>(sum + element);  // overflows, as described
  return sum;
}

// "Five lists that each sum up to less than 256 sum up to less than 5 times that": not in 16 bits.
inline Challenge<FiveLists> bound5() {
  constexpr int kLongestOfFive = 10;
  const auto list = list_of(kLongestOfFive, rc::gen::arbitrary<std::int16_t>());
  const auto generator = rc::gen::map(rc::gen::tuple(list, list, list, list, list), [](auto&& drawn) {
    return std::make_from_tuple<FiveLists>(std::forward<decltype(drawn)>(drawn));
  });
  const auto allowed = [](const FiveLists& lists) {
    bool all = true;
    for_each_member(lists, [&](const char*, const Shorts& each) { all &= sum_of(each) < 256; });
    return all;
  };
  const auto fails = [](const FiveLists& lists) {
    std::int16_t sum = 0;
    for_each_member(lists, [&](const char*, const Shorts& each) { sum = sum_of(each, sum); });
    return sum >= 5 * 256;
  };
  return {.name = "bound5",
          .generator = generator,
          .allowed = allowed,
          .fails = fails,
          .simplest = "([], [], [], [-1], [-32768])",
          .bar = 100,
          .published = 137};
}

}  // namespace faultline::bench
