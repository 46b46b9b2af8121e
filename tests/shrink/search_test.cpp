#include "faultline/shrink/search.h"

#include <thread>

#include <gtest/gtest.h>

#include "schedules.h"

namespace faultline::shrink {
namespace {

using namespace testing;

const Schedule kStart{Command(Set{"b", 5}), Command(Sync{})};
const Schedule kSimpler{Command(Set{"b", 5})};
const Schedule kLess{Command(Set{"a", 5}), Command(Sync{})};

Search<Schedule> search_for(std::function<Fate(const Schedule&)> evaluate, Limits limits = {}) {
  return Search<Schedule>(kStart, std::move(evaluate), limits, [] { return false; });
}

TEST(Search, AcceptsOnlyTheSimplerThatFailsTheSame) {
  int runs = 0;
  auto search = search_for([&](const Schedule& s) {
    ++runs;
    return s == kSimpler ? Fate::same : s.empty() ? Fate::other : Fate::passes;
  });
  EXPECT_FALSE(search.accept(kStart));                          // as it is
  EXPECT_FALSE(search.accept({kStart[0], kStart[1], Heal{}}));  // less simple
  EXPECT_EQ(runs, 0) << "what is not simpler is not run";
  EXPECT_FALSE(search.accept(kLess));  // passes
  EXPECT_FALSE(search.accept({}));     // another failure
  EXPECT_EQ(search.best(), kStart);
  EXPECT_TRUE(search.accept(kSimpler));
  EXPECT_EQ(search.best(), kSimpler);
  EXPECT_FALSE(search.accept(kLess)) << "simpler than the start, not than the best";
  EXPECT_EQ(runs, 3);
}

TEST(Search, RunsNothingTwice) {
  int runs = 0;
  auto search = search_for([&](const Schedule&) { return ++runs, Fate::other; });
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(search.fate(kSimpler), Fate::other);
    EXPECT_FALSE(search.accept(kLess));
  }
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(search.executions(), 2u);
}

TEST(Search, StopsAtItsExecutions) {
  auto search = search_for([](const Schedule&) { return Fate::same; }, {1, 60});
  EXPECT_TRUE(search.accept(kLess));
  EXPECT_FALSE(search.spent());  // one was allowed, one was taken
  EXPECT_FALSE(search.accept(kSimpler));
  EXPECT_TRUE(search.spent());
  EXPECT_EQ(search.best(), kLess);
  EXPECT_EQ(search.executions(), 1u);
  EXPECT_EQ(search.fate(kLess), Fate::same) << "what is known stays known";
}

TEST(Search, StopsAtItsSeconds) {
  auto search = search_for([](const Schedule&) { return Fate::same; }, {1000, 0.01});
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(search.accept(kLess));
  EXPECT_TRUE(search.spent());
  EXPECT_EQ(search.executions(), 0u);
}

TEST(Search, StopsWhenInterrupted) {
  bool interrupted = false;
  Search<Schedule> search(
      kStart, [](const Schedule&) { return Fate::same; }, {}, [&] { return interrupted; });
  EXPECT_TRUE(search.accept(kLess));
  interrupted = true;
  EXPECT_FALSE(search.accept(kSimpler));
  interrupted = false;
  EXPECT_FALSE(search.accept(kSimpler)) << "stopped is stopped";
}

}  // namespace
}  // namespace faultline::shrink
