// Crash points armed in process, with a handler in the place of the death.
#include "faultline/targets/crash/point/crashpoint.h"

#include <atomic>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace faultline::crash {
namespace {

std::atomic<int> calls{0};
std::string last_name;  // written by the handler, on the thread that hits the point

void note(const char* name) {
  ++calls;
  last_name = name;
}

class CrashPoint : public testing::Test {
 protected:
  void SetUp() override { calls = 0; }
  void TearDown() override {
    disarm();
    observe(nullptr);
  }
};

TEST_F(CrashPoint, CallsTheHandlerOnceAtTheArmedHit) {
  arm("p", 3, note);
  breakpoint("p");
  breakpoint("p");
  EXPECT_EQ(calls, 0);
  breakpoint("p");
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(last_name, "p");
  breakpoint("p");
  EXPECT_EQ(calls, 1);
}

TEST_F(CrashPoint, HitZeroIsTheNextOne) {
  arm("p", 0, note);
  breakpoint("p");
  EXPECT_EQ(calls, 1);
}

TEST_F(CrashPoint, OtherNamesDoNotCount) {
  arm("p", 1, note);
  for (const char* name : {"", "P", "pp", "p.q"}) breakpoint(name);
  EXPECT_EQ(calls, 0);
}

TEST_F(CrashPoint, ComparesTextAndNotPointers) {
  arm(std::string("p.q").c_str(), 1, note);
  breakpoint(std::string("p.q").c_str());
  EXPECT_EQ(calls, 1);
}

TEST_F(CrashPoint, DisarmedIsDisarmed) {
  arm("p", 1, note);
  disarm();
  breakpoint("p");
  EXPECT_EQ(calls, 0);
}

TEST_F(CrashPoint, ArmingTheEmptyNameArmsNothing) {
  arm("", 1, note);
  breakpoint("");
  EXPECT_EQ(calls, 0);
}

TEST_F(CrashPoint, ArmingAgainReplaces) {
  arm("p", 1, note);
  arm("q", 2, note);
  breakpoint("p");
  breakpoint("q");
  EXPECT_EQ(calls, 0);
  breakpoint("q");
  EXPECT_EQ(calls, 1);
}

TEST_F(CrashPoint, AHandlerMayArmTheNext) {
  arm("p", 1, [](const char*) { arm("q", 1, note); });
  breakpoint("p");
  breakpoint("q");
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(last_name, "q");
}

struct ProcessEnds {};

TEST_F(CrashPoint, AHandlerMayThrowAndThenNothingIsArmedOrLocked) {
  arm("p", 1, [](const char*) { throw ProcessEnds{}; });
  EXPECT_THROW(breakpoint("p"), ProcessEnds);
  breakpoint("p");
  arm("p", 1, note);
  breakpoint("p");
  EXPECT_EQ(calls, 1);
}

TEST_F(CrashPoint, AnObserverSeesEveryPointArmedOrNot) {
  observe(note);
  breakpoint("p");
  EXPECT_EQ(last_name, "p");
  breakpoint("");
  arm("q", 5);
  breakpoint("q");
  EXPECT_EQ(last_name, "q");
  disarm();
  breakpoint("r");
  EXPECT_EQ(calls, 3);
  observe(nullptr);
  breakpoint("p");
  EXPECT_EQ(calls, 3);
}

std::string order;

TEST_F(CrashPoint, TheObserverComesBeforeTheHandler) {
  order.clear();
  observe([](const char*) { order += 'o'; });
  arm("p", 2, [](const char*) { order += 'h'; });
  breakpoint("p");
  breakpoint("p");
  EXPECT_EQ(order, "ooh");
}

TEST_F(CrashPoint, AnObserverMayArmDisarmAndThrow) {
  observe([](const char*) { arm("p", 1, note); });
  breakpoint("p");
  EXPECT_EQ(calls, 1);
  observe([](const char*) { disarm(); });
  arm("p", 1, note);
  breakpoint("p");
  EXPECT_EQ(calls, 1);
  observe([](const char*) { throw ProcessEnds{}; });
  arm("p", 1, note);
  EXPECT_THROW(breakpoint("p"), ProcessEnds);
  observe(nullptr);
  breakpoint("p");  // the hit that was observed did not count
  EXPECT_EQ(calls, 2);
}

TEST_F(CrashPoint, ObserversMayComeAndGoWhileOthersHit) {
  std::atomic<bool> stop{false};
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&stop] {
      while (!stop) breakpoint("p");
    });
  }
  for (int i = 0; i < 50; ++i) {
    calls = 0;
    observe([](const char*) { ++calls; });
    while (calls == 0) std::this_thread::yield();
    observe(nullptr);
  }
  stop = true;
}

TEST_F(CrashPoint, CountsEveryHitOfEveryThread) {
  constexpr int kThreads = 8;
  constexpr int kHits = 2000;
  const auto hit_from_all = [] {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < kHits; ++i) breakpoint("p");
      });
    }
  };
  arm("p", kThreads * kHits + 1, note);
  hit_from_all();
  EXPECT_EQ(calls, 0);
  breakpoint("p");
  EXPECT_EQ(calls, 1);

  arm("p", kThreads * kHits, note);
  hit_from_all();
  EXPECT_EQ(calls, 2);
}

TEST_F(CrashPoint, ArmingWhileOthersHitIsSafe) {
  std::atomic<bool> stop{false};
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&stop] {
      while (!stop) breakpoint("p");
    });
  }
  constexpr int kRounds = 50;
  for (int i = 0; i < kRounds; ++i) {
    arm("p", 1, [](const char*) { ++calls; });
    while (calls <= i) std::this_thread::yield();
  }
  stop = true;
  threads.clear();
  EXPECT_EQ(calls, kRounds);
}

#ifndef __SANITIZE_THREAD__  // does not follow a fork of several threads
// Another thread may be in the middle of a point when this one forks.
TEST_F(CrashPoint, AChildForkedAmongThreadsReachesItsPoints) {
  arm("never reached", 1, note);
  std::atomic<bool> enough{false};
  std::jthread busy([&] {
    while (!enough) breakpoint("p");
  });
  for (int i = 0; i < 300; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::alarm(10);  // ends it if it waits for ever
      breakpoint("p");
      ::_exit(0);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (status != 0) {
      ADD_FAILURE() << "child " << i << ": wait status " << status;
      break;
    }
  }
  enough = true;
}
#endif

}  // namespace
}  // namespace faultline::crash
