#include "faultline/targets/crash/harness/environment.h"

#include <gtest/gtest.h>

#include "faultline/targets/crash/harness/harness.h"

namespace faultline::crash {
namespace {

using Lines = std::vector<std::string>;

TEST(ChildEnvironment, InheritsAllButWhatArmsFaults) {
  const char* inherited[] = {"PATH=/bin",
                             "FAULT_CRASH_AT=x",
                             "FAULT_CRASH_AFTER=3",
                             "FAULT_CRASH_ELSE=1",
                             "FAULT_INJECT=a",
                             "FAULT_INJECT_SEED=1",
                             "FAULT_SEED=7",
                             "EMPTY=",
                             "MY_FAULT_CRASH_AT=y",
                             "no variable",
                             nullptr};
  EXPECT_EQ(child_environment(inherited, {}, "/f"),
            (Lines{"EMPTY=", "FAULT_CRASH_DIR=/f", "FAULT_SEED=7", "MY_FAULT_CRASH_AT=y", "PATH=/bin"}));
}

TEST(ChildEnvironment, ArmsThePoint) {
  const char* inherited[] = {"FAULT_CRASH_AT=x", nullptr};
  EXPECT_EQ(child_environment(inherited, {.crash_at = "p", .crash_after = 2}, "/f"),
            (Lines{"FAULT_CRASH_AFTER=2", "FAULT_CRASH_AT=p", "FAULT_CRASH_DIR=/f"}));
}

TEST(ChildEnvironment, OptionsWin) {
  const char* inherited[] = {"A=1", "B=2", nullptr};
  const Options options{.crash_at = "p",
                        .environment = {{"A", "x=y"}, {"FAULT_CRASH_AFTER", "-1"}, {"C", "1"}, {"C", ""}}};
  EXPECT_EQ(child_environment(inherited, options, "/f"),
            (Lines{"A=x=y", "B=2", "C=", "FAULT_CRASH_AFTER=-1", "FAULT_CRASH_AT=p", "FAULT_CRASH_DIR=/f"}));
}

TEST(ChildEnvironment, TheFirstOfTwoInheritedWins) {
  const char* inherited[] = {"A=first", "A=second", nullptr};
  EXPECT_EQ(child_environment(inherited, {}, "/f"), (Lines{"A=first", "FAULT_CRASH_DIR=/f"}));
}

}  // namespace
}  // namespace faultline::crash
