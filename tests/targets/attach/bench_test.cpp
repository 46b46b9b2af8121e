// When a row of a benchmark passes, and what the rows of the shrinking challenge say.
#include "faultline/targets/attach/bench.h"

#include <gtest/gtest.h>

#include "bench/shrink/score.h"

namespace faultline {
namespace {

BenchRow row_with(double value, double peer_value) {
  BenchRow row{"name", value, "unit", "peer", peer_value};
  row.higher_is_better = false;
  row.bar = 10;
  return row;
}

TEST(BenchRow, IsJudgedByItsRatioOrItsValue) {
  BenchRow row = row_with(50, 10);
  EXPECT_EQ(row.ratio(), 5);
  EXPECT_TRUE(row.pass());
  row.bar_on_value = true;
  EXPECT_EQ(row.ratio(), 5);
  EXPECT_FALSE(row.pass());
  row.value = 10;
  EXPECT_TRUE(row.pass());
  row.missed = true;
  EXPECT_FALSE(row.pass());
}

const bench::Aim kAim{"sorting", "[0, 1]", 20, "46 published"};

bench::Shrinks hundred(const std::string& result, std::uint32_t executions) {
  bench::Shrinks shrinks;
  for (int i = 0; i < 100; ++i) shrinks.add(result, executions, true);
  return shrinks;
}

TEST(ShrinkScore, PassesForTheOneRightResult) {
  const bench::Shrinks ours = hundred("[0, 1]", 20);
  bench::Shrinks theirs = hundred("[0, 1]", 40);
  theirs.add("[0, 2]", 141, false);
  const auto rows = score(kAim, ours, theirs);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].name, "shrink.sorting.distinct");
  EXPECT_EQ(rows[0].value, 1);
  EXPECT_EQ(rows[0].peer_value, 2);
  EXPECT_TRUE(rows[0].pass());
  EXPECT_EQ(rows[0].note, "[0, 1] in 100 of 100; RapidCheck: [0, 1] in 100 of 101");
  EXPECT_EQ(rows[1].name, "shrink.sorting.evaluations");
  EXPECT_EQ(rows[1].value, 20);
  EXPECT_EQ(rows[1].peer_value, 41);
  EXPECT_TRUE(rows[1].pass());
}

TEST(ShrinkScore, MissesForAnotherResultASecondOneAndOneNotProved) {
  const bench::Shrinks theirs = hundred("[0, 1]", 40);
  EXPECT_FALSE(score(kAim, hundred("[1, 0]", 20), theirs)[0].pass());

  bench::Shrinks two = hundred("[0, 1]", 20);
  two.add("[1, 0]", 20, true);
  EXPECT_FALSE(score(kAim, two, theirs)[0].pass());

  bench::Shrinks unproved = hundred("[0, 1]", 20);
  unproved.add("[0, 1]", 20, false);
  const auto rows = score(kAim, unproved, theirs);
  EXPECT_FALSE(rows[0].pass());
  EXPECT_EQ(rows[0].value, 1);
  EXPECT_NE(rows[0].note.find("should be [0, 1]; not proved 1-minimal: 1 of 101"), std::string::npos) << rows[0].note;
  EXPECT_FALSE(score(kAim, hundred("[0, 1]", 21), theirs)[1].pass());
}

TEST(Shrinks, CountsAreSummedUp) {
  bench::Shrinks shrinks;
  EXPECT_EQ(shrinks.median(), 0u);
  EXPECT_EQ(shrinks.mean(), 0);
  for (const std::uint32_t each : {7u, 1u, 100u, 4u, 3u}) shrinks.add("x", each, each != 3);
  EXPECT_EQ(shrinks.median(), 4u);
  EXPECT_EQ(shrinks.mean(), 23);
  EXPECT_EQ(shrinks.most(), 100u);
  EXPECT_EQ(shrinks.unproved, 1);
}

}  // namespace
}  // namespace faultline
