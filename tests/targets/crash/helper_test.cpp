// The default helper's command line.
#include <gtest/gtest.h>

#include "faultline/targets/crash/harness/harness.h"
#include "faultline/targets/store/durable/crash_points.h"

namespace faultline::crash {
namespace {

TEST(CrashHelper, HelpNamesTheUsageAndEveryScenario) {
  const Outcome outcome = run({}, "--help");
  EXPECT_EQ(outcome.exit_code(), 0);
  EXPECT_TRUE(outcome.out().starts_with("usage: faultline-crash-helper"));
  for (const char* point : store::kDurableCrashPoints) {
    EXPECT_NE(outcome.out().find(std::string("\n  ") + point + "\n"), std::string::npos) << point;
  }
}

void expect_refusal(const Outcome& outcome, const char* why) {
  EXPECT_EQ(outcome.exit_code(), 1) << why;
  EXPECT_NE(outcome.err().find(why), std::string::npos) << outcome.err();
  EXPECT_EQ(outcome.out(), "");
  EXPECT_TRUE(std::filesystem::is_empty(outcome.folder()));
}

TEST(CrashHelper, RefusesAnUnknownScenario) {
  expect_refusal(run({}, "no.such.point", {.crash_at = "no.such.point"}), "unknown scenario 'no.such.point'");
  expect_refusal(run({}, ""), "unknown scenario ''");
}

TEST(CrashHelper, RefusesAnUnarmedScenario) {
  expect_refusal(run({}, "wal.mid-frame"), "'wal.mid-frame' is not armed");
  expect_refusal(run({}, "wal.mid-frame", {.crash_at = "wal.append.frame-emitted"}), "'wal.mid-frame' is not armed");
}

TEST(CrashHelper, RefusesMalformedArguments) {
  const auto with = [](std::vector<std::string> arguments) {
    return run({}, "wal.mid-frame", {.crash_at = "wal.mid-frame", .arguments = std::move(arguments)});
  };
  for (const char* commits : {"x", "", "0", "-1", "1x"}) expect_refusal(with({commits}), "not a number of commits");
  expect_refusal(with({"1", "2"}), "--help");
}

TEST(CrashHelper, Exits0WhenNoCrashHappened) {
  for (const char* point : store::kDurableCrashPoints) {
    const Outcome outcome = run({}, point, {.crash_at = point, .crash_after = 1'000'000, .arguments = {"5"}});
    EXPECT_EQ(outcome.exit_code(), 0) << point << ": " << outcome.err();
    EXPECT_TRUE(outcome.out().starts_with("ACK w")) << point;
  }
}

TEST(CrashHelper, RefusesToWorkWithoutAFolder) {
  const Options options{.crash_at = "wal.mid-frame", .environment = {{kCrashDirVariable, ""}}};
  expect_refusal(run({}, "wal.mid-frame", options), "FAULT_CRASH_DIR");
}

}  // namespace
}  // namespace faultline::crash
