// The harness tells which armed names its child never came by.
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "shell.h"

namespace faultline::crash {
namespace {

using Names = std::vector<std::string>;

Outcome reach(std::vector<std::string> arguments, Options options) {
  const std::string first = arguments.front();
  options.arguments.assign(arguments.begin() + 1, arguments.end());
  return run(FAULTLINE_POINTS_PROGRAM, first, options);
}

TEST(NeverReached, NothingArmedNothingMissed) { EXPECT_EQ(reach({"crash", "a"}, {}).never_reached(), Names{}); }

TEST(NeverReached, TheCrashPoint) {
  EXPECT_EQ(reach({"crash", "a"}, {.crash_at = "a"}).never_reached(), Names{});
  EXPECT_EQ(reach({"crash", "a"}, {.crash_at = "A"}).never_reached(), Names{"A"});
  EXPECT_EQ(reach({"crash", "a"}, {.crash_at = "a", .crash_after = 1}).never_reached(),
            Names{});  // but not often enough
}

TEST(NeverReached, WhatFaultInjectNames) {
  const auto missed = [](const std::string& inject) {
    return reach({"fail", "a", "panic", "b", "fail", "c"}, {.environment = {{"FAULT_INJECT", inject}}}).never_reached();
  };
  EXPECT_EQ(missed("a,c"), Names{});
  EXPECT_EQ(missed("z, a, y=50%kill, x=off"), (Names{"z", "y"}));
  EXPECT_EQ(missed("c,b"), Names{"c"});  // b ends the process before
  EXPECT_EQ(missed("b=exit(1)->kill"), Names{});
  EXPECT_EQ(missed("a=nonsense"), Names{});
}

TEST(NeverReached, OfBothVariables) {
  const Outcome outcome = reach({"fail", "a"}, {.crash_at = "k", .environment = {{"FAULT_INJECT", "a,b"}}});
  EXPECT_EQ(outcome.never_reached(), (Names{"k", "b"}));
  EXPECT_EQ(reach({"fail", "a"}, {.crash_at = "b", .environment = {{"FAULT_INJECT", "a,b"}}}).never_reached(),
            Names{"b"});
}

TEST(NeverReached, NothingIsLeftInTheFolder) {
  const Artefacts folder{std::filesystem::path()};
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = reach({"crash", "a"}, {.crash_at = "a", .folder = folder.folder()});
    EXPECT_TRUE(outcome.killed());
    EXPECT_TRUE(std::filesystem::is_empty(folder.folder()));
  }
  EXPECT_EQ(reach({"crash", "b"}, {.crash_at = "a", .folder = folder.folder()}).never_reached(), Names{"a"});
}

TEST(NeverReached, NothingIsSaidOfAChildThatWasNone) {
  const Outcome outcome = run("/nowhere/program", "x", {.crash_at = "a"});
  EXPECT_TRUE(outcome.error());
  EXPECT_EQ(outcome.never_reached(), Names{});
}

}  // namespace
}  // namespace faultline::crash
