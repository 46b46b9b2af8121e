// What comes with the harness's header alone.
#include <gtest/gtest.h>

#include "faultline/targets/crash/harness/harness.h"

namespace faultline::crash {
namespace {

TEST(HarnessHeader, BringsBreakpoint) {
  static int hits;
  hits = 0;
  arm("header.point", 1, [](const char*) { ++hits; });
  breakpoint("");
  breakpoint("header.other");
  EXPECT_EQ(hits, 0);
  breakpoint("header.point");
  EXPECT_EQ(hits, 1);
}

TEST(HarnessHeader, BringsTheNamesOfTheEnvironment) {
  EXPECT_STREQ(kCrashAtVariable, "FAULT_CRASH_AT");
  EXPECT_STREQ(kCrashAfterVariable, "FAULT_CRASH_AFTER");
  EXPECT_STREQ(kCrashDirVariable, "FAULT_CRASH_DIR");
}

TEST(HarnessHeader, DefaultsAreThoseOfTheContract) {
  const Options options;
  EXPECT_EQ(options.deadline, std::chrono::seconds(30));
  EXPECT_EQ(options.crash_at, "");
  EXPECT_EQ(options.crash_after, 0U);
  EXPECT_TRUE(options.folder.empty());
}

}  // namespace
}  // namespace faultline::crash
