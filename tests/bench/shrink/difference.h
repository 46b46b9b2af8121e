// Challenges over two positive integers whose difference decides.
#pragma once

#include <boost/describe.hpp>

#include "challenge.h"
#include "draws.h"

namespace faultline::bench {

struct Pair {
  std::int32_t first = 1, second = 1;
  std::string show() const { return '(' + to_text(first) + ", " + to_text(second) + ')'; }
};
BOOST_DESCRIBE_STRUCT(Pair, (), (first, second))

// Both are shrunk on their own; but drawn on their own, two big ones are never near each other.
inline rc::Gen<Pair> near_pair() {
  constexpr std::int64_t kNear = 10;
  const auto positive = [](std::int64_t value) {
    return rc::gen::suchThat(starting_at(static_cast<std::int32_t>(std::clamp<std::int64_t>(value, 1, INT32_MAX))),
                             [](std::int32_t each) { return each > 0; });
  };
  const auto drawn = rc::gen::pair(integer<std::int32_t>(), rc::gen::inRange<std::int64_t>(-kNear, kNear + 1));
  return rc::gen::mapcat(rc::gen::noShrink(drawn), [positive](std::pair<std::int32_t, std::int64_t> around) {
    const std::int64_t first = std::abs(std::int64_t{around.first});
    return rc::gen::map(rc::gen::pair(positive(first), positive(first + around.second)),
                        [](std::pair<std::int32_t, std::int32_t> both) {
                          return Pair{both.first, both.second};
                        });
  });
}

// "The first is less than 10, or their difference is not one of these."
inline Challenge<Pair> difference(const std::string& name, std::int32_t from, std::int32_t to,
                                  const std::string& simplest, double bar) {
  const auto allowed = [](const Pair& pair) { return pair.first > 0 && pair.second > 0; };
  const auto fails = [from, to](const Pair& pair) {
    const std::int32_t difference = std::abs(pair.first - pair.second);
    return pair.first >= 10 && from <= difference && difference <= to;
  };
  return {.name = "difference_" + name,
          .generator = near_pair(),
          .allowed = allowed,
          .fails = fails,
          .simplest = simplest,
          .bar = bar};
}
inline Challenge<Pair> difference_zero() { return difference("zero", 0, 0, "(10, 10)", 45); }
inline Challenge<Pair> difference_small() { return difference("small", 1, 4, "(10, 6)", 140); }
inline Challenge<Pair> difference_one() { return difference("one", 1, 1, "(10, 9)", 140); }

}  // namespace faultline::bench
