// What a spec does, hit by hit.
#include "faultline/targets/crash/point/inject_plan.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace faultline::crash {
namespace {

InjectPlan plan(const std::string& text, std::uint64_t seed = 0) {
  return {std::get<InjectSpec>(parse_inject(text)), seed};
}

// One letter for each hit of `name`: what it gets, '.' for nothing.
std::string deeds(InjectPlan plan, const std::string& name, int hits) {
  std::string result;
  for (int i = 0; i < hits; ++i) {
    const auto deed = plan.hit(name);
    if (!deed) return "unknown";
    result += !deed->task ? 'P' : ".kprsx"[static_cast<int>(*deed->task)];
  }
  return result;
}

TEST(InjectPlan, KnowsTheNamesOfItsSpecOnly) {
  EXPECT_EQ(deeds(plan("a"), "a", 3), "PPP");
  for (const char* other : {"A", "aa", "", "b"}) EXPECT_EQ(deeds(plan("a"), other, 1), "unknown") << other;
  EXPECT_TRUE(plan("").empty());
}

TEST(InjectPlan, ATermWithACountTakesSoManyHitsAndLeavesTheRestToTheNext) {
  EXPECT_EQ(deeds(plan("a=kill"), "a", 3), "kkk");
  EXPECT_EQ(deeds(plan("a=2*kill"), "a", 4), "kk..");
  EXPECT_EQ(deeds(plan("a=2*off->1*return->panic"), "a", 5), "..rpp");
  EXPECT_EQ(deeds(plan("a=0*kill->sleep(1)"), "a", 2), "ss");
}

TEST(InjectPlan, NamesAreCountedApart) {
  InjectPlan both = plan("a=1*kill;b=1*exit(1)");
  EXPECT_EQ(both.hit("a")->task, Task::kill);
  EXPECT_EQ(both.hit("b")->task, Task::exit);
  EXPECT_EQ(both.hit("b")->task, Task::off);
}

TEST(InjectPlan, TheArgumentComesAlong) {
  EXPECT_EQ(plan("a=return(ENOSPC)").hit("a")->argument, static_cast<std::uint32_t>(ENOSPC));
  EXPECT_EQ(plan("a=sleep(7)").hit("a")->argument, 7u);
}

TEST(InjectPlan, AChanceOfAHundredIsCertainAndOfZeroIsNone) {
  EXPECT_EQ(deeds(plan("a=100%kill"), "a", 1000), std::string(1000, 'k'));
  EXPECT_EQ(deeds(plan("a=0%kill"), "a", 1000), std::string(1000, '.'));
}

TEST(InjectPlan, AChanceIsMetAboutSoOften) {
  constexpr int kHits = 100'000;
  const auto taken = [](const std::string& term, char letter) {
    const std::string all = deeds(plan("a=" + term, 7), "a", kHits);
    return static_cast<double>(std::count(all.begin(), all.end(), letter)) / kHits;
  };
  EXPECT_NEAR(taken("50%kill", 'k'), 0.5, 0.01);
  EXPECT_NEAR(taken("1%kill", 'k'), 0.01, 0.002);
  // A later term draws for itself: half of what the first leaves.
  EXPECT_NEAR(taken("50%kill->50%panic", 'p'), 0.25, 0.01);
}

// With a chance the count is of hits taken, not of hits seen.
TEST(InjectPlan, AChanceComesBeforeTheCount) {
  const std::string all = deeds(plan("a=20%3*kill->panic"), "a", 1000);
  EXPECT_EQ(std::count(all.begin(), all.end(), 'k'), 3);
  EXPECT_EQ(std::count(all.begin(), all.end(), 'p'), 997);
  EXPECT_NE(all.substr(0, 3), "kkk");
}

TEST(InjectPlan, ADrawDependsOnSeedNameAndHitAlone) {
  const std::string alone = deeds(plan("a=50%kill", 1), "a", 64);
  EXPECT_EQ(deeds(plan("z,a=50%kill,b=50%kill", 1), "a", 64), alone);
  EXPECT_NE(deeds(plan("a=50%kill", 2), "a", 64), alone);
  EXPECT_NE(deeds(plan("b=50%kill", 1), "b", 64), alone);
  InjectPlan beside = plan("a=50%kill,b=50%kill", 1);
  std::string a;
  for (int i = 0; i < 64; ++i) {
    for (int j = 0; j < i % 3; ++j) beside.hit("b");
    a += beside.hit("a")->task == Task::kill ? 'k' : '.';
  }
  EXPECT_EQ(a, alone);
}

// The draws of a seed are part of what a report says: another release must make the same.
TEST(InjectPlan, DrawsStayWhatTheyAre) {
  EXPECT_EQ(deeds(plan("wal.sync=50%kill", 0x51a7), "wal.sync", 24), ".k..kk...kk..kkk...k.k.k");
}

}  // namespace
}  // namespace faultline::crash
