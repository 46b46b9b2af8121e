// Points armed for a scope.
#include "faultline/targets/crash/point/armed.h"

#include <atomic>
#include <cerrno>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "in_a_child.h"

namespace faultline::crash {
namespace {

std::vector<int> failures(const char* name, int hits) {
  std::vector<int> result;
  for (int i = 0; i < hits; ++i) result.push_back(maybe_fail_at(name));
  return result;
}

using Errors = std::vector<int>;

TEST(Armed, ForItsScope) {
  {
    const Armed armed("a=return(ENOSPC), b");
    EXPECT_EQ(failures("a", 2), (Errors{ENOSPC, ENOSPC}));
    EXPECT_EQ(failures("b", 2), (Errors{EIO, EIO}));
    EXPECT_EQ(failures("c", 1), Errors{0});
  }
  EXPECT_EQ(failures("a", 1), Errors{0});
}

TEST(Armed, LeavesNothingBehind) {
  { const Armed armed("a"); }
  EXPECT_EQ(faultline_crash_state, 0u);
}

TEST(Armed, GoneWhenAnExceptionLeavesTheScope) {
  try {
    const Armed armed("a");
    if (maybe_fail_at("a") != 0) throw std::runtime_error(fail_message("a"));
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "FAULT_INJECT: I/O error injected at checkpoint 'a'");
  }
  EXPECT_EQ(failures("a", 1), Errors{0});
  EXPECT_EQ(faultline_crash_state, 0u);
}

TEST(Armed, CountsItsOwnHits) {
  for (int i = 0; i < 2; ++i) {
    const Armed armed("a=1*off->1*return(EIO)->return(ENOSPC)");
    EXPECT_EQ(failures("a", 3), (Errors{0, EIO, ENOSPC}));
  }
}

TEST(Armed, TheSeedDecides) {
  const auto pattern = [](std::uint64_t seed) {
    const Armed armed("a=50%return", ArmedFor::this_thread, seed);
    return failures("a", 64);
  };
  EXPECT_EQ(pattern(1), pattern(1));
  EXPECT_NE(pattern(1), pattern(2));
}

TEST(Armed, TheInnerScopeDecidesForTheNamesItKnows) {
  const Armed outer("a=return(EIO);b=return(EIO)");
  {
    const Armed inner("a=return(ENOSPC)");
    EXPECT_EQ(failures("a", 1), Errors{ENOSPC});
    EXPECT_EQ(failures("b", 1), Errors{EIO});
    const Armed silent("a=off");
    EXPECT_EQ(failures("a", 1), Errors{0});
  }
  EXPECT_EQ(failures("a", 1), Errors{EIO});
}

TEST(Armed, ComesBeforeTheEnvironment) {
  const auto body = [] {
    {
      const Armed armed("dies=off;fails=return(ENOSPC)");
      breakpoint("dies");
      breakpoint("dies");
      if (maybe_fail_at("fails") != ENOSPC || maybe_fail_at("other") != EIO) ::_exit(1);
    }
    if (maybe_fail_at("fails") != EIO) ::_exit(2);
    breakpoint("dies");
  };
  EXPECT_TRUE(was_killed(in_a_child({.crash_at = "dies", .inject = "fails,other"}, body).status));
}

TEST(Armed, DisarmingDoesNotEndAScope) {
  const Armed armed("a");
  disarm();
  EXPECT_EQ(failures("a", 1), Errors{EIO});
}

TEST(Armed, AMalformedSpecIsRefusedAndArmsNothing) {
  try {
    const Armed armed("a=return(EIOU)");
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "Armed: 'EIOU' is no errno name or number (1 to 4095)\n  a=return(EIOU)\n           ^\n");
  }
  EXPECT_EQ(faultline_crash_state, 0u);
}

// Each thread arms the same name to its own error, and sees no other.
TEST(Armed, BelongsToTheThreadThatMadeIt) {
  constexpr int kThreads = 8;
  std::latch all_armed(kThreads + 1), all_done(kThreads + 1);
  std::atomic<int> wrong{0};
  std::vector<std::jthread> threads;
  for (int t = 1; t <= kThreads; ++t) {
    threads.emplace_back([&, t] {
      const Armed armed("a=return(" + std::to_string(t) + ")");
      all_armed.arrive_and_wait();
      for (int i = 0; i < 1000; ++i) wrong += maybe_fail_at("a") != t;
      all_done.arrive_and_wait();
    });
  }
  all_armed.arrive_and_wait();
  EXPECT_EQ(failures("a", 1), Errors{0});  // all scopes are there, none of them this thread's
  all_done.arrive_and_wait();
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

TEST(Armed, ForEveryThreadWhenAskedTo) {
  const Armed armed("a;b", ArmedFor::every_thread);
  std::jthread([] {
    EXPECT_EQ(failures("a", 1), Errors{EIO});
    const Armed own("a=off");
    EXPECT_EQ(failures("a", 1), Errors{0});
  }).join();
  EXPECT_EQ(failures("b", 1), Errors{EIO});
}

TEST(Armed, AThreadsOwnScopeComesFirstAlsoWhenItIsOlder) {
  const Armed own("a=return(ENOSPC)");
  const Armed everyone("a=return(EIO)", ArmedFor::every_thread);
  EXPECT_EQ(failures("a", 1), Errors{ENOSPC});
}

}  // namespace
}  // namespace faultline::crash
