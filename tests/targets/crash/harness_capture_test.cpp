// The child's output, and the processes that may still hold it open.
#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "shell.h"

namespace faultline::crash {
namespace {

using namespace std::chrono_literals;

TEST(HarnessCapture, KeepsTheStreamsApart) {
  const Outcome outcome = shell("echo out; echo err >&2");
  EXPECT_EQ(outcome.out(), "out\n");
  EXPECT_EQ(outcome.err(), "err\n");
}

TEST(HarnessCapture, TakesAnyAmountOnBothAtOnce) {
  constexpr std::size_t kBytes = 8'000'000;
  const Outcome outcome =
      shell("head -c 8000000 /dev/zero | tr '\\0' e >&2 & head -c 8000000 /dev/zero | tr '\\0' o; wait");
  EXPECT_EQ(outcome.exit_code(), 0);
  EXPECT_TRUE(outcome.out() == std::string(kBytes, 'o'));
  EXPECT_TRUE(outcome.err() == std::string(kBytes, 'e'));
}

TEST(HarnessCapture, KeepsEveryByteWrittenBeforeTheDeath) {
  for (int i = 0; i < 20; ++i) {
    const Outcome outcome = shell("head -c 50000 /dev/zero; echo last; kill -KILL $$");
    ASSERT_TRUE(outcome.killed());
    ASSERT_EQ(outcome.out().size(), 50005U);
    ASSERT_TRUE(outcome.out().ends_with("last\n"));
  }
}

TEST(HarnessCapture, TheChildMayCloseItsStreams) {
  EXPECT_EQ(shell("exec >&- 2>&-; sleep 0.2; exit 4").exit_code(), 4);
}

TEST(HarnessCapture, TheDeadlineEndsTheWholeGroup) {
  const Outcome outcome = shell("sleep 60 & echo $! > pid; wait", {.deadline = 300ms});
  EXPECT_TRUE(outcome.timed_out());
  const std::string pid = std::to_string(std::stoi(contents(outcome.folder() / "pid")));
  for (int i = 0; i < 200 && runs(pid); ++i) ::usleep(10'000);
  EXPECT_FALSE(runs(pid));
}

TEST(HarnessCapture, TheDeadlineEndsGrandchildrenToo) {
  const Outcome outcome = shell("sh -c 'sh -c \"echo \\$\\$ > pid; exec sleep 60\" & wait' & wait", {.deadline = 1s});
  EXPECT_TRUE(outcome.timed_out());
  const std::string pid = std::to_string(std::stoi(contents(outcome.folder() / "pid")));
  for (int i = 0; i < 200 && runs(pid); ++i) ::usleep(10'000);
  EXPECT_FALSE(runs(pid));
}

TEST(HarnessCapture, WhatIsLeftOfTheGroupEndsWithTheChild) {
  const Stopwatch watch;
  const Outcome outcome = shell("sleep 60 & echo $! > pid; exit 5");
  EXPECT_EQ(outcome.exit_code(), 5);
  EXPECT_LT(watch.elapsed(), 20s);
  const std::string pid = std::to_string(std::stoi(contents(outcome.folder() / "pid")));
  for (int i = 0; i < 200 && runs(pid); ++i) ::usleep(10'000);
  EXPECT_FALSE(runs(pid));
}

// Starts `command` outside the child's group, holding its stdout, and ends with code 3 once it runs.
Outcome with_an_escaped(const std::string& command) {
  const Outcome probe = shell("command -v setsid");
  if (probe.exit_code() != 0) ADD_FAILURE() << "setsid (util-linux) is missing";
  return shell(
      "setsid sh -c 'echo $$ > pid; " + command + "' & while [ ! -s pid ]; do sleep 0.01; done; echo x; exit 3",
      {.deadline = 700ms});
}

TEST(HarnessCapture, AnEscapedGrandchildDelaysNoLongerThanTheDeadline) {
  const Stopwatch watch;
  const Outcome outcome = with_an_escaped("exec sleep 60");
  EXPECT_LT(watch.elapsed(), 20s);
  const int pid = std::stoi(contents(outcome.folder() / "pid"));
  EXPECT_TRUE(runs(std::to_string(pid)));  // or this test shows nothing
  ::kill(pid, SIGKILL);
  EXPECT_EQ(outcome.exit_code(), 3);  // the child made it in time
  EXPECT_FALSE(outcome.timed_out());
  EXPECT_EQ(outcome.out(), "x\n");
}

TEST(HarnessCapture, AnEscapedGrandchildThatKeepsWritingDoesNotHangIt) {
  const Stopwatch watch;
  const Outcome outcome = with_an_escaped("while echo y; do :; done");
  EXPECT_LT(watch.elapsed(), 20s);
  EXPECT_GE(watch.elapsed(), 700ms);  // it was still writing then; it dies of the closed pipe
  EXPECT_EQ(outcome.exit_code(), 3);
  EXPECT_NE(outcome.out().find("y\n"), std::string::npos);
}

TEST(HarnessCapture, NoDescriptorOfTheCallersReachesTheChild) {
  const int low = ::open("/dev/null", O_RDONLY);  // below whatever the launcher opens
  const int high = ::fcntl(low, F_DUPFD, 200);
  const std::string look = "; [ -e /proc/$$/fd/" + std::to_string(low) + " ] && echo low";
  const Outcome outcome = shell("[ -e /proc/$$/fd/" + std::to_string(high) + " ] && echo high" + look + "; echo done");
  ::close(low);
  ::close(high);
  EXPECT_EQ(outcome.out(), "done\n");
}

}  // namespace
}  // namespace faultline::crash
