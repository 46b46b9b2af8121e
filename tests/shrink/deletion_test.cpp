#include <gtest/gtest.h>

#include "searching.h"
#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;
using Ints = std::vector<std::int32_t>;
using Lists = std::vector<Ints>;

bool holds(const Ints& ints, std::int32_t wanted) { return std::count(ints.begin(), ints.end(), wanted) > 0; }

TEST(Deletion, SimplestOfAllIsTheSimplestOrNothing) {
  EXPECT_EQ(after(simplest_of_all, Point{7, -9}, [](auto&) { return true; }), (Point{0, 0}));
  EXPECT_EQ(after(simplest_of_all, Point{7, -9}, [](auto& p) { return p.x == 7; }), (Point{7, -9}));
}

TEST(Deletion, LeavesOnlyTheElementsThatAreNeeded) {
  Ints start(100, 5);
  start[17] = 1;
  start[80] = 2;
  int tried = 0;
  const auto fails = [&](const Ints& ints) { return ++tried, holds(ints, 1) && holds(ints, 2); };
  EXPECT_EQ(after_once(delete_elements, start, fails), (Ints{1, 2}));
  EXPECT_LE(tried, 40) << "in ever longer runs";
  EXPECT_EQ(after_once(delete_outermost, start, fails), (Ints{1, 2}));
}

TEST(Deletion, GoesInto) {
  const Lists start{{1, 5}, {5, 5}, {5, 2}};
  const auto fails = [](const Lists& lists) {
    return lists.size() >= 2 && holds(lists.front(), 1) && holds(lists.back(), 2);
  };
  EXPECT_EQ(after(delete_elements, start, fails), (Lists{{1}, {2}}));
  EXPECT_EQ(after(delete_outermost, start, fails), (Lists{{1, 5}, {5, 2}})) << "the outermost alone";
  EXPECT_EQ(after(delete_inner, start, fails), (Lists{{1}, {}, {2}})) << "all others alone";
}

TEST(Deletion, DropsOptionals) {
  using Two = std::vector<std::optional<std::int32_t>>;
  EXPECT_EQ(after_once(drop_optionals, Two{3, 4, 5}, [](auto& two) { return two[1].has_value(); }),
            (Two{std::nullopt, 4, std::nullopt}));
}

// A graph: each number is the place of another element. Three is the place of the last.
TEST(Deletion, RenumbersWhatNumbersALaterPlace) {
  const auto a_ring_of_two = [](const Ints& ints) {
    for (std::size_t i = 0; i < ints.size(); ++i) {
      const auto to = static_cast<std::size_t>(ints[i]);
      if (to != i && to < ints.size() && ints[to] == static_cast<std::int32_t>(i)) return true;
    }
    return false;
  };
  const Ints start{0, 0, 3, 2};  // 2 and 3
  EXPECT_EQ(after(delete_elements, start, a_ring_of_two), start) << "deletion alone cannot";
  EXPECT_EQ(after(delete_and_renumber, start, a_ring_of_two), (Ints{1, 0}));
}

TEST(Deletion, WhatNumbersAPlaceThatIsGoneBecomesTheSimplest) {
  const auto fails = [](const Ints& ints) { return ints.size() == 4 || ints == Ints{0, 8, 2}; };
  EXPECT_EQ(after(delete_and_renumber, Ints{2, 9, 7, 3}, fails), (Ints{0, 8, 2}));
}

TEST(Deletion, JoinsSequences) {
  const auto three = [](const Lists& lists) {
    std::size_t all = 0;
    for (const Ints& ints : lists) all += ints.size();
    return all == 3;
  };
  EXPECT_EQ(after_once(join_sequences, Lists{{1}, {}, {2, 3}}, three), (Lists{{1, 2, 3}}));
  const auto in_two = [&](const Lists& lists) { return three(lists) && lists.size() >= 2; };
  EXPECT_EQ(after(join_sequences, Lists{{1}, {2}, {3}}, in_two).size(), 2u) << "neighbours, where not all";
  EXPECT_EQ(after(join_sequences, Ints{1, 2}, [](auto&) { return true; }), (Ints{1, 2}));
}

}  // namespace
}  // namespace faultline::shrink
