// Crash points armed by the environment, each case in a child of its own: the default is to die.
#include <array>
#include <signal.h>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "in_a_child.h"

namespace faultline::crash {
namespace {

int status_after(const char* crash_at, const char* crash_after, int hits) {
  return status_in_a_child(crash_at, crash_after, [hits] {
    for (int i = 0; i < hits; ++i) breakpoint("a.b");
  });
}

TEST(CrashPointEnvironment, DiesOfSigkillAtTheArmedPoint) { EXPECT_TRUE(was_killed(status_after("a.b", nullptr, 1))); }

TEST(CrashPointEnvironment, GoesOnWhenNothingIsArmed) {
  EXPECT_TRUE(went_on(status_after(nullptr, nullptr, 3)));
  EXPECT_TRUE(went_on(status_after(nullptr, "0", 3)));
  EXPECT_TRUE(went_on(status_after("", "0", 3)));
}

TEST(CrashPointEnvironment, MatchesTheWholeNameOnly) {
  for (const char* other : {"a.", "a.b.c", "A.B", "a.b ", " a.b", "*"}) {
    EXPECT_TRUE(went_on(status_after(other, nullptr, 3))) << other;
  }
}

TEST(CrashPointEnvironment, TheEmptyNameIsNoPoint) {
  EXPECT_TRUE(went_on(status_in_a_child("", nullptr, [] { breakpoint(""); })));
  EXPECT_TRUE(went_on(status_in_a_child("a.b", nullptr, [] { breakpoint(""); })));
}

TEST(CrashPointEnvironment, LetsTheFirstHitsPass) {
  EXPECT_TRUE(went_on(status_after("a.b", "2", 2)));
  EXPECT_TRUE(was_killed(status_after("a.b", "2", 3)));
}

TEST(CrashPointEnvironment, OtherPointsDoNotCount) {
  const auto body = [] {
    breakpoint("a.b");
    breakpoint("other");
    breakpoint("other");
  };
  EXPECT_TRUE(went_on(status_in_a_child("a.b", "1", body)));
}

TEST(CrashPointEnvironment, APassCountThatIsNoneIsZero) {
  for (const char* count : {"", "0", "-1", "-", "+1", " 1", "1 ", "1x", "x", "0x1", "99999999999999999999999999"}) {
    EXPECT_TRUE(was_killed(status_after("a.b", count, 1))) << '"' << count << '"';
  }
}

TEST(CrashPointEnvironment, LargestPassCount) { EXPECT_TRUE(went_on(status_after("a.b", "18446744073709551615", 9))); }

TEST(CrashPointEnvironment, IsReadOnce) {
  const auto armed_too_late = [] {
    breakpoint("other");
    ::setenv(kCrashAtVariable, "a.b", 1);
    breakpoint("a.b");
  };
  EXPECT_TRUE(went_on(status_in_a_child(nullptr, nullptr, armed_too_late)));
  const auto unset_too_late = [] {
    breakpoint("other");
    ::unsetenv(kCrashAtVariable);
    breakpoint("a.b");
  };
  EXPECT_TRUE(was_killed(status_in_a_child("a.b", nullptr, unset_too_late)));
}

TEST(CrashPointEnvironment, GivesWayToTheProgram) {
  const auto disarmed = [] {
    disarm();
    breakpoint("a.b");
  };
  EXPECT_TRUE(went_on(status_in_a_child("a.b", nullptr, disarmed)));
  const auto armed_elsewhere = [] {
    arm("c", 2);
    breakpoint("a.b");
    breakpoint("c");
  };
  EXPECT_TRUE(went_on(status_in_a_child("a.b", nullptr, armed_elsewhere)));
  const auto armed_here = [] {
    arm("c", 1);
    breakpoint("c");
  };
  EXPECT_TRUE(was_killed(status_in_a_child("a.b", nullptr, armed_here)));
}

// Threads race through the point; each says so after it. As many may say so as hits were to pass, and no more.
TEST(CrashPointEnvironment, NoThreadPassesTheKillingHit) {
  constexpr std::size_t kPasses = 1000;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const int status = status_in_a_child("a.b", std::to_string(kPasses).c_str(), [&ends] {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&ends] {
        for (;;) {
          breakpoint("a.b");
          if (::write(ends[1], "x", 1) != 1) ::_exit(1);
        }
      });
    }
  });
  ::close(ends[1]);
  std::size_t passed = 0;
  std::array<char, 4096> buffer{};
  for (ssize_t n; (n = ::read(ends[0], buffer.data(), buffer.size())) > 0;) passed += static_cast<std::size_t>(n);
  ::close(ends[0]);
  EXPECT_TRUE(was_killed(status));
  EXPECT_LE(passed, kPasses);
  EXPECT_GE(passed, kPasses - 8);  // a thread may die between passing and saying so
}

}  // namespace
}  // namespace faultline::crash
