// What each kind of point does when FAULT_INJECT holds its name, and what each task does at each kind.
#include <cerrno>
#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "in_a_child.h"

namespace faultline::crash {
namespace {

void reach_all_but_fail(const char* name) {
  breakpoint(name);
  maybe_panic_at(name);
  maybe_delay_at(name);
}

void reach_all(const char* name) {
  reach_all_but_fail(name);
  if (maybe_fail_at(name) != 0) ::_exit(99);
}

constexpr const char* kPanic = "FAULT_INJECT: panic at checkpoint 'a.b'\n";

TEST(PointKinds, NothingHappensWhenNothingIsArmed) {
  for (const char* inject : {static_cast<const char*>(nullptr), "", " , ", "other", "a.b=off"}) {
    const Child child = in_a_child({.inject = inject}, [] { reach_all("a.b"); });
    EXPECT_TRUE(went_on(child.status)) << (inject == nullptr ? "unset" : inject);
    EXPECT_EQ(child.err, "");
  }
}

TEST(PointKinds, TheEmptyNameAndNullAreNoPoint) {
  const auto body = [] {
    observe([](const char*) { ::_exit(98); });
    reach_all("");
    reach_all(nullptr);
  };
  EXPECT_TRUE(went_on(in_a_child({.inject = "a.b"}, body).status));
}

TEST(PointKinds, ABreakpointKills) {
  EXPECT_TRUE(was_killed(in_a_child({.inject = "a.b"}, [] { breakpoint("a.b"); }).status));
}

TEST(PointKinds, APanicEndsTheProcessWithAMessage) {
  const Child child = in_a_child({.inject = "a.b"}, [] { maybe_panic_at("a.b"); });
  EXPECT_TRUE(exited_with(child.status, kPanicExitCode));
  EXPECT_EQ(child.err, kPanic);
}

TEST(PointKinds, AFailPointReturnsAnIoErrorEachTime) {
  const auto body = [] {
    for (int i = 0; i < 3; ++i) {
      if (maybe_fail_at("a.b") != EIO) ::_exit(1);
      if (maybe_fail_at("other") != 0) ::_exit(2);
    }
  };
  const Child child = in_a_child({.inject = "a.b"}, body);
  EXPECT_TRUE(went_on(child.status));
  EXPECT_EQ(child.err, "");
  EXPECT_EQ(fail_message("a.b"), "FAULT_INJECT: I/O error injected at checkpoint 'a.b'");
}

TEST(PointKinds, ADelayPointTakesItsTimeAndGoesOn) {
  const auto took = [](const char* inject, void (*reach)(const char*)) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(went_on(in_a_child({.inject = inject}, [reach] { reach("a.b"); }).status));
    return std::chrono::steady_clock::now() - start;
  };
  EXPECT_GE(took("a.b", maybe_delay_at), std::chrono::milliseconds(kDelayMilliseconds));
  EXPECT_GE(took("a.b=sleep(30)", breakpoint), std::chrono::milliseconds(30));
  EXPECT_GE(took("a.b=sleep(10)", reach_all), std::chrono::milliseconds(40));
}

TEST(PointKinds, KillPanicAndExitWorkAtEveryKind) {
  for (void (*reach)(const char*) :
       {+[](const char* n) { breakpoint(n); }, +[](const char* n) { maybe_panic_at(n); },
        +[](const char* n) { (void)maybe_fail_at(n); }, +[](const char* n) { maybe_delay_at(n); }}) {
    const auto body = [reach] { reach("a.b"); };
    EXPECT_TRUE(was_killed(in_a_child({.inject = "a.b=kill"}, body).status));
    const Child panicked = in_a_child({.inject = "a.b=panic"}, body);
    EXPECT_TRUE(exited_with(panicked.status, kPanicExitCode));
    EXPECT_EQ(panicked.err, kPanic);
    EXPECT_TRUE(exited_with(in_a_child({.inject = "a.b=exit(37)"}, body).status, 37));
    EXPECT_TRUE(was_killed(in_a_child({.crash_at = "a.b"}, body).status));
  }
}

TEST(PointKinds, ReturnGivesTheErrnoAtAFailPoint) {
  const auto body = [] { ::_exit(maybe_fail_at("a.b")); };
  EXPECT_TRUE(exited_with(in_a_child({.inject = "a.b=return(ENOSPC)"}, body).status, ENOSPC));
  EXPECT_TRUE(exited_with(in_a_child({.inject = "a.b=return"}, body).status, EIO));
}

TEST(PointKinds, ReturnAtAPointThatCannotFailEndsTheProgram) {
  for (void (*reach)(const char*) : {breakpoint, maybe_panic_at, maybe_delay_at}) {
    const Child child = in_a_child({.inject = "a.b=return(EIO)"}, [reach] { reach("a.b"); });
    EXPECT_TRUE(exited_with(child.status, 2));
    EXPECT_EQ(child.err, "FAULT_INJECT: return at checkpoint 'a.b', which is no fail point\n");
  }
}

TEST(PointKinds, AHandlerTakesTheHitAtEveryKind) {
  static int calls = 0;
  calls = 0;
  const auto note = [](const char*) { ++calls; };
  arm("a.b", 1, note);
  maybe_panic_at("a.b");
  arm("a.b", 1, note);
  EXPECT_EQ(maybe_fail_at("a.b"), 0);
  arm("a.b", 1, note);
  maybe_delay_at("a.b");
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace faultline::crash
