// Challenges over lists of integers: reverse, distinct, lengthlist, coupling, deletion.
#pragma once

#include <algorithm>
#include <set>

#include <boost/describe.hpp>

#include "challenge.h"
#include "draws.h"

namespace faultline::bench {

using Integers = std::vector<std::int64_t>;
inline constexpr int kLongest = 100;

inline bool all_within(const Integers& list, std::int64_t lowest, std::int64_t highest) {
  return std::all_of(list.begin(), list.end(), [&](auto value) { return lowest <= value && value <= highest; });
}

// "A list read backwards is the same list."
inline Challenge<Integers> reverse() {
  const auto fails = [](const Integers& list) { return !std::equal(list.begin(), list.end(), list.rbegin()); };
  return {.name = "reverse",
          .generator = list_of(kLongest, integer<std::int64_t>()),
          .allowed = anything<Integers>,
          .fails = fails,
          .simplest = "[0, 1]",
          .bar = 20,
          .published = 46};
}

// "No list has three different elements."
inline Challenge<Integers> distinct() {
  const auto fails = [](const Integers& list) { return std::set(list.begin(), list.end()).size() >= 3; };
  return {.name = "distinct",
          .generator = list_of(kLongest, integer<std::int64_t>()),
          .allowed = anything<Integers>,
          .fails = fails,
          .simplest = "[0, 1, -1]",
          .bar = 50,
          .published = 98};
}

// "None of 1 to 100 numbers from 0 to 1,000 is 900 or more": the length is drawn first, then as many elements.
inline Challenge<Integers> lengthlist() {
  const auto generator = rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 101), [](std::size_t length) {
    return rc::gen::container<Integers>(length, rc::gen::inRange<std::int64_t>(0, 1001));
  });
  const auto allowed = [](const Integers& list) {
    return !list.empty() && list.size() <= 100 && all_within(list, 0, 1000);
  };
  const auto fails = [](const Integers& list) { return *std::max_element(list.begin(), list.end()) >= 900; };
  return {.name = "lengthlist",
          .generator = generator,
          .allowed = allowed,
          .fails = fails,
          .simplest = "[900]",
          .bar = 40,
          .published = 85};
}

// "What stands at the place that an element names does not name that element's place", for lists of places from 0 to
// 10 within themselves. An element that names its own place does not count.
inline Challenge<Integers> coupling() {
  const auto allowed = [](const Integers& list) {
    return all_within(list, 0, std::min<std::int64_t>(10, static_cast<std::int64_t>(list.size()) - 1));
  };
  const auto fails = [](const Integers& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto named = static_cast<std::size_t>(list[i]);
      if (named != i && static_cast<std::size_t>(list[named]) == i) return true;
    }
    return false;
  };
  return {.name = "coupling",
          .generator = list_of(kLongest, rc::gen::inRange<std::int64_t>(0, 11)),
          .allowed = allowed,
          .fails = fails,
          .simplest = "[1, 0]",
          .bar = 60,
          .published = 134,
          .forms = 9};
}

struct Removal {
  Integers list;
  std::int64_t index = 0;  // of what is to be removed, at most 10
  std::string show() const { return '(' + to_text(list) + ", " + to_text(index) + ')'; }
};
BOOST_DESCRIBE_STRUCT(Removal, (), (list, index))

// "An element that was removed is not in the list any more": only its first copy is.
inline Challenge<Removal> deletion() {
  const auto generator =
      rc::gen::map(rc::gen::pair(list_with_duplicates<std::int64_t>(kLongest), rc::gen::inRange<std::int64_t>(0, 11)),
                   [](std::pair<Integers, std::int64_t> drawn) {
                     return Removal{std::move(drawn.first), drawn.second};
                   });
  const auto allowed = [](const Removal& removal) {
    return removal.index >= 0 && removal.index <= 10 && removal.index < static_cast<std::int64_t>(removal.list.size());
  };
  const auto fails = [](const Removal& removal) {
    const auto& list = removal.list;
    return std::count(list.begin(), list.end(), list[static_cast<std::size_t>(removal.index)]) > 1;
  };
  return {.name = "deletion",
          .generator = generator,
          .allowed = allowed,
          .fails = fails,
          .simplest = "([0, 0], 0)",
          .bar = 40,
          .published = 81};
}

}  // namespace faultline::bench
