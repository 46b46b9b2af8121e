#include "faultline/shrink/leaves.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "schedules.h"

namespace faultline::shrink {
namespace {

using namespace testing;

TEST(Leaves, ArePlacesInPreorder) {
  const Schedule schedule{Command(Set{"b", 7}), Restart{}, Fault(Drop{2}), Crash{"p", 9},
                          Command(Batch{{{"c", 1}}, 5, Mode::wild, "xy"})};
  std::vector<std::uint64_t> ranks;
  for (const auto& leaf : leaves_of(schedule)) ranks.push_back(leaf.rank);
  // b, 7; n=2; then c, 1, there is a limit, 5, wild, two letters.
  EXPECT_EQ(ranks, (std::vector<std::uint64_t>{1, 7, 1, 2, 1, 1, 9, 2, 2}));
}

TEST(Leaves, AreTheSameByTypeAndValue) {
  const auto name = leaf_value(Name("b"));
  EXPECT_TRUE(name.same(leaf_value(Name("b"))));
  EXPECT_FALSE(name.same(leaf_value(Name("c"))));
  EXPECT_FALSE(name.same(leaf_value(Ranged<0, 99>(1))));  // of the same rank
  EXPECT_FALSE(leaf_value(std::string("ab")).same(leaf_value(std::string("ba"))));
}

RC_GTEST_PROP(Leaves, SetToTheirOwnRankStayAsTheyAre, (std::uint64_t seed)) {
  Schedule schedule = random_schedule(seed, 8);
  const Schedule before = schedule;
  for_each_argument(schedule, [](auto& argument) {
    for_each_leaf(argument, [](auto& leaf) {
      if constexpr (!std::is_same_v<std::decay_t<decltype(leaf)>, std::string>) set_rank(leaf, leaf_value(leaf).rank);
    });
  });
  RC_ASSERT(schedule == before);
}

RC_GTEST_PROP(Leaves, SetToZeroAreTheSimplest, (std::uint64_t seed)) {
  Schedule schedule = random_schedule(seed, 8);
  for_each_argument(schedule, [](auto& argument) { for_each_leaf(argument, [](auto& leaf) { set_rank(leaf, 0); }); });
  for (const auto& leaf : leaves_of(schedule)) RC_ASSERT(leaf.rank == 0u);
}

RC_GTEST_PROP(LowerRanks, AreLowerSimplestFirstAndReachZero, (std::uint64_t rank)) {
  const auto lower = lower_ranks(rank);
  RC_ASSERT(lower.empty() == (rank == 0));
  if (rank > 0) RC_ASSERT(lower.front() == 0u);
  RC_ASSERT(lower.size() <= 11u);
  for (std::size_t i = 0; i < lower.size(); ++i) {
    RC_ASSERT(lower[i] < rank);
    if (i > 0) RC_ASSERT(lower[i - 1] <= lower[i]);
  }
}

TEST(LowerRanks, OfAFewAreAllOfThem) {
  EXPECT_EQ(lower_ranks(3), (std::vector<std::uint64_t>{0, 1, 2}));
  EXPECT_EQ(lower_ranks(8).size(), 8u);
  EXPECT_EQ(lower_ranks(9).back(), 8u);
}

TEST(Variants, SwitchToTheSimplestOrKeepFieldsOfOneNameAndType) {
  Command command = Set{"c", 7};
  switch_alternative(command, 2, true);
  EXPECT_EQ(std::get<Delete>(command), Delete{"c"});
  switch_alternative(command, 1, true);
  EXPECT_EQ(std::get<Set>(command), (Set{"c", 0}));
  switch_alternative(command, 2, false);
  EXPECT_EQ(std::get<Delete>(command), Delete{"a"});
}

TEST(Walks, FindVariantsAndVectorsOutsideIn) {
  Schedule schedule{Command(Batch{{{"a", 1}, {"b", 2}}, 1, Mode::plain, ""}), Fault(Drop{1}), Crash{"p", 1}};
  int variants = 0;
  std::vector<std::size_t> vectors;
  for_each_argument(schedule, [&](auto& argument) {
    for_each_variant(argument, [&](auto&) { ++variants; });
    for_each_vector(argument, [&](auto& vector) { vectors.push_back(vector.size()); });
  });
  EXPECT_EQ(variants, 2);  // the command and the fault
  EXPECT_EQ(vectors, std::vector<std::size_t>{2});
}

}  // namespace
}  // namespace faultline::shrink
