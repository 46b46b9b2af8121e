// FAULT_INJECT and FAULT_INJECT_SEED in a process; each case in a child of its own.
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "in_a_child.h"

namespace faultline::crash {
namespace {

// How many of `hits` hits of the fail point fail: the child's exit code.
int failing(const Environment& environment, int hits) {
  const auto body = [hits] {
    int failed = 0;
    for (int i = 0; i < hits; ++i) failed += maybe_fail_at("a.b") != 0;
    ::_exit(failed);
  };
  const Child child = in_a_child(environment, body);
  return WIFEXITED(child.status) ? WEXITSTATUS(child.status) : -1;
}

TEST(InjectEnvironment, SeveralPointsAreArmedAtOnce) {
  const auto body = [] {
    if (maybe_fail_at("one") != EIO || maybe_fail_at("two") != EIO || maybe_fail_at("three") != 0) ::_exit(1);
    breakpoint("four");
  };
  EXPECT_TRUE(was_killed(in_a_child({.inject = " one,two , four"}, body).status));
}

TEST(InjectEnvironment, PointsAreNotOneShotUnlessCounted) {
  EXPECT_EQ(failing({.inject = "a.b"}, 9), 9);
  EXPECT_EQ(failing({.inject = "a.b=2*off->3*return->off"}, 9), 3);
}

TEST(InjectEnvironment, TheSeedDecidesWhichHitsFail) {
  const auto pattern = [](const char* seed) {
    std::vector<int> failures;
    for (int i = 1; i <= 6; ++i) failures.push_back(failing({.inject = "a.b=50%return", .inject_seed = seed}, 10 * i));
    return failures;
  };
  EXPECT_EQ(pattern("0x51a7"), pattern("20903"));
  EXPECT_EQ(pattern(nullptr), pattern("0"));
  EXPECT_NE(pattern("1"), pattern("2"));
}

TEST(InjectEnvironment, TheCrashPointAndFaultInjectionWorkBesideEachOther) {
  const auto body = [] {
    breakpoint("dies");
    if (maybe_fail_at("fails") != EIO) ::_exit(1);
    breakpoint("dies");
  };
  EXPECT_TRUE(was_killed(in_a_child({.crash_at = "dies", .crash_after = "1", .inject = "fails"}, body).status));
  // For one name the crash point comes first; the hits that it lets pass are the other's.
  EXPECT_EQ(failing({.crash_at = "a.b", .crash_after = "3", .inject = "a.b"}, 3), 3);
  EXPECT_EQ(failing({.crash_at = "a.b", .crash_after = "3", .inject = "a.b"}, 4), -1);
}

TEST(InjectEnvironment, ArmReplacesTheCrashPointOnlyAndDisarmAll) {
  const auto armed = [] {
    arm("c", 9);
    breakpoint("a");
    ::_exit(maybe_fail_at("b"));
  };
  EXPECT_TRUE(exited_with(in_a_child({.crash_at = "a", .inject = "b"}, armed).status, EIO));
  const auto disarmed = [] {
    disarm();
    breakpoint("a");
    ::_exit(maybe_fail_at("b"));
  };
  EXPECT_TRUE(went_on(in_a_child({.crash_at = "a", .inject = "b"}, disarmed).status));
}

TEST(InjectEnvironment, IsReadOnce) {
  const auto armed_too_late = [] {
    breakpoint("other");
    ::setenv(kInjectVariable, "a.b", 1);
    breakpoint("a.b");
  };
  EXPECT_TRUE(went_on(in_a_child({}, armed_too_late).status));
}

TEST(InjectEnvironment, WhatCannotBeReadEndsTheProgramAndPointsAtThePlace) {
  const Child spec = in_a_child({.inject = "a,b=2*retrun(EIO)"}, [] { breakpoint("c"); });
  EXPECT_TRUE(exited_with(spec.status, 2));
  EXPECT_EQ(spec.err,
            "FAULT_INJECT: there is no task 'retrun' (off, kill, panic, return, sleep, exit)\n"
            "  a,b=2*retrun(EIO)\n"
            "        ^\n");
  for (const char* seed : {"x", "-1", "1 ", "0x", "18446744073709551616"}) {
    const Child child = in_a_child({.inject = "a", .inject_seed = seed}, [] { breakpoint("c"); });
    EXPECT_TRUE(exited_with(child.status, 2)) << seed;
    EXPECT_NE(child.err.find(kInjectSeedVariable), std::string::npos) << child.err;
  }
}

std::string noted(const std::filesystem::path& folder) {
  std::ifstream in(folder / kReachedFile, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class NotedPoints : public testing::Test {
 protected:
  NotedPoints() { folder_ = ::mkdtemp(name_.data()); }
  ~NotedPoints() override { std::filesystem::remove_all(folder_); }

  std::string name_ = testing::TempDir() + "noted-XXXXXX";
  std::filesystem::path folder_;
};

TEST_F(NotedPoints, TheFirstHitOfEveryArmedNameAndNoOther) {
  const auto body = [] {
    for (int i = 0; i < 3; ++i) {
      breakpoint("c");
      (void)maybe_fail_at("b");
      (void)maybe_fail_at("other");
      breakpoint("late");
    }
  };
  const Environment environment{
      .crash_at = "late", .crash_after = "2", .inject = "a,b,c=off,other=2*off", .folder = folder_.c_str()};
  EXPECT_TRUE(was_killed(in_a_child(environment, body).status));
  EXPECT_EQ(noted(folder_), std::string("b\0late\0", 7));
}

TEST_F(NotedPoints, BeforeWhateverEndsTheProcess) {
  for (const char* task : {"kill", "panic", "exit(1)", "return"}) {
    std::filesystem::remove(folder_ / kReachedFile);
    const std::string inject = std::string("a=") + task;
    (void)in_a_child({.inject = inject.c_str(), .folder = folder_.c_str()}, [] { breakpoint("a"); });
    EXPECT_EQ(noted(folder_), std::string("a\0", 2)) << task;
  }
}

TEST_F(NotedPoints, NothingWithoutAFolderOrWhereItCannotBeWritten) {
  EXPECT_TRUE(was_killed(in_a_child({.inject = "a"}, [] { breakpoint("a"); }).status));
  EXPECT_TRUE(was_killed(in_a_child({.inject = "a", .folder = "/nowhere"}, [] { breakpoint("a"); }).status));
}

}  // namespace
}  // namespace faultline::crash
