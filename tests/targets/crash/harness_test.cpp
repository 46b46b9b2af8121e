// How a child ends, what it is given, and what is left of it.
#include "faultline/targets/crash/harness/harness.h"

#include <cstdio>
#include <exception>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <type_traits>

#include <gtest/gtest.h>

#include "faultline/targets/crash/harness/child.h"

#include "shell.h"

namespace faultline::crash {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

static_assert(std::is_move_constructible_v<Outcome> && std::is_move_assignable_v<Outcome>);
static_assert(!std::is_copy_constructible_v<Outcome> && !std::is_copy_assignable_v<Outcome>);

TEST(Harness, AnExitCode) {
  for (const int code : {0, 1, 7, 255}) {
    const Outcome outcome = shell("exit " + std::to_string(code));
    EXPECT_EQ(outcome.exit_code(), code);
    EXPECT_EQ(endings(outcome), 1);
    EXPECT_FALSE(outcome.killed());
  }
}

TEST(Harness, SigkillBeforeTheDeadlineIsKilled) {
  const Outcome outcome = shell("kill -KILL $$");
  EXPECT_TRUE(outcome.killed());
  EXPECT_EQ(outcome.signal(), SIGKILL);
  EXPECT_EQ(endings(outcome), 1);
}

TEST(Harness, AnotherSignalIsThatSignalOnly) {
  for (const auto& [name, number] : {std::pair("TERM", SIGTERM), std::pair("SEGV", SIGSEGV)}) {
    const Outcome outcome = shell(std::string("kill -") + name + " $$");
    EXPECT_EQ(outcome.signal(), number);
    EXPECT_FALSE(outcome.killed());
    EXPECT_EQ(endings(outcome), 1);
  }
}

TEST(Harness, ExitCode9IsNotSigkill) {
  EXPECT_FALSE(shell("exit 9").killed());
  EXPECT_FALSE(shell("exit 137").killed());
}

TEST(Harness, PastTheDeadlineIsTimedOutAndNotKilled) {
  const Stopwatch watch;
  const Outcome outcome = shell("echo before; sleep 60", {.deadline = 200ms});
  EXPECT_TRUE(outcome.timed_out());
  EXPECT_FALSE(outcome.killed());
  EXPECT_EQ(endings(outcome), 1);
  EXPECT_EQ(outcome.out(), "before\n");
  EXPECT_GE(watch.elapsed(), 200ms);
  EXPECT_LT(watch.elapsed(), 20s);
}

TEST(Harness, AStoppedChildMeetsItsDeadline) { EXPECT_TRUE(shell("kill -STOP $$", {.deadline = 200ms}).timed_out()); }

TEST(Harness, ADeadlineOfNothingAndOneThatNeverComes) {
  EXPECT_TRUE(shell("sleep 60", {.deadline = 0ms}).timed_out());
  EXPECT_EQ(shell("exit 3", {.deadline = std::chrono::milliseconds::max()}).exit_code(), 3);
}

TEST(Harness, GivesArgumentsAsTheyAre) {
  const Outcome outcome = run("/bin/echo", "scenario", {.arguments = {"a b", "", "$HOME", "*"}});
  EXPECT_EQ(outcome.out(), "scenario a b  $HOME *\n");
}

TEST(Harness, GivesTheEnvironment) {
  const Options options{.crash_at = "x.y", .crash_after = 4, .environment = {{"MINE", "1"}}};
  const Outcome outcome = shell("echo $FAULT_CRASH_AT $FAULT_CRASH_AFTER $FAULT_CRASH_DIR $MINE; pwd -P", options);
  EXPECT_EQ(outcome.out(), "x.y 4 " + outcome.folder().string() + " 1\n" + outcome.folder().string() + "\n");
}

TEST(Harness, DoesNotPassOnTheCallersOwnCrashPoint) {
  ::setenv(kCrashAtVariable, "inherited", 1);
  const Outcome outcome = shell("echo \"[$FAULT_CRASH_AT]\"");
  ::unsetenv(kCrashAtVariable);
  EXPECT_EQ(outcome.out(), "[]\n");
}

TEST(Harness, StdinIsEmpty) { EXPECT_EQ(shell("cat; readlink /proc/self/fd/0").out(), "/dev/null\n"); }

TEST(Harness, TheFolderLivesAsLongAsTheOutcome) {
  fs::path folder;
  fs::path kept;
  {
    Outcome outcome = shell("echo text > file");
    folder = outcome.folder();
    EXPECT_EQ(contents(folder / "file"), "text\n");
    const Outcome moved = std::move(outcome);
    EXPECT_TRUE(fs::exists(moved.folder()));
    Outcome other = shell("echo text > file");
    other.keep();
    kept = other.folder();
  }
  EXPECT_FALSE(fs::exists(folder));
  EXPECT_TRUE(fs::exists(kept / "file"));

  EXPECT_EQ(shell("cat file", {.folder = kept}).out(), "text\n");
  EXPECT_TRUE(fs::exists(kept / "file"));
  fs::remove_all(kept);
}

TEST(Harness, ARelativeFolderAndHelperAreTheCallers) {
  const Artefacts scratch{fs::path()};
  const Options options{.folder = fs::relative(scratch.folder() / "new"), .arguments = {"pwd -P"}};
  const Outcome outcome = run(fs::relative("/bin/sh"), "-c", options);
  EXPECT_EQ(outcome.out(), (scratch.folder() / "new").string() + "\n") << outcome.error().value_or("");
}

TEST(Harness, WhatCannotBeStartedIsAnError) {
  const Artefacts scratch{fs::path()};
  const fs::path no_program = scratch.folder() / "text";
  std::ofstream(no_program) << "neither a script nor a program";
  fs::permissions(no_program, fs::perms::owner_all);
  const fs::path no_interpreter = scratch.folder() / "script";
  std::ofstream(no_interpreter) << "#!/no/such/interpreter\n";
  fs::permissions(no_interpreter, fs::perms::owner_all);

  for (const fs::path& helper : {fs::path("/no/such/helper"), scratch.folder(), no_program, no_interpreter}) {
    const Outcome outcome = run(helper, "x");
    EXPECT_EQ(endings(outcome), 1) << helper;
    ASSERT_TRUE(outcome.error()) << helper;
    EXPECT_NE(outcome.error()->find("crash helper"), std::string::npos) << *outcome.error();
    EXPECT_FALSE(outcome.killed());
  }
  EXPECT_TRUE(shell("exit 0", {.folder = no_program}).error());
}

// The child that failed to start is a copy of this program; it must not act as one.
TEST(Harness, AFailedStartFlushesNothingOfTheCallers) {
  const Artefacts scratch{fs::path()};
  const fs::path script = scratch.folder() / "script";
  std::ofstream(script) << "#!/no/such/interpreter\n";
  fs::permissions(script, fs::perms::owner_all);
  std::FILE* buffered = std::fopen((scratch.folder() / "buffered").c_str(), "w");
  ASSERT_NE(buffered, nullptr);
  std::fputs("once", buffered);
  EXPECT_TRUE(run(script, "x").error());
  std::fclose(buffered);
  EXPECT_EQ(contents(scratch.folder() / "buffered"), "once");
}

// Nor does the launcher inherit it.
TEST(Harness, IgnoredSigchldChangesNothing) {
  const auto before = ::signal(SIGCHLD, SIG_IGN);
  const Outcome outcome = shell("exit 3");
  ::signal(SIGCHLD, before);
  EXPECT_EQ(outcome.exit_code(), 3) << outcome.error().value_or("");
}

TEST(Harness, LeavesNoZombieAndNoDescriptor) {
  const auto every_ending = [] {
    shell("exit 0");
    shell("kill -KILL $$");
    shell("sleep 60", {.deadline = 50ms});
    shell("sleep 60 &");
    run("/no/such/helper", "x");
    const Artefacts scratch{fs::path()};
    std::ofstream(scratch.folder() / "s") << "#!/no/such/interpreter\n";
    fs::permissions(scratch.folder() / "s", fs::perms::owner_all);
    EXPECT_TRUE(run(scratch.folder() / "s", "x").error());
  };
  every_ending();  // whatever is opened once and for all is open now
  const pid_t launcher = launcher_pid();
  const auto left = [&] { return std::tuple(open_descriptors(), open_descriptors(launcher), children_of(launcher)); };
  const auto before = left();
  for (int i = 0; i < 3; ++i) every_ending();
  EXPECT_EQ(launcher_pid(), launcher);
  EXPECT_EQ(left(), before);
  EXPECT_EQ(std::get<2>(before), "");
  EXPECT_EQ(children_of(::getpid()), "");
}

// Whichever descriptor is the one that cannot be had: an exception, and nothing left behind.
TEST(Harness, RunningOutOfDescriptorsIsAnError) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the undefined-behaviour sanitizer, built along with the address one, needs descriptors of its own";
#endif
  const Launch launch{
      .program = "/bin/sh", .arguments = {"-c", "exit 0"}, .environment = {}, .folder = "/", .deadline = 30s};
  run_child(launch);
  const std::size_t before = open_descriptors();
  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
  int errors = 0;
  for (rlim_t more = 0; more < 16; ++more) {
    const rlimit tight{before + more, usual.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &tight);
    try {
      EXPECT_EQ(run_child(launch).status, 0);
    } catch (const std::exception&) {
      ++errors;
    }
    ::setrlimit(RLIMIT_NOFILE, &usual);
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << more;
  }
  EXPECT_GE(errors, 5);
  EXPECT_LT(errors, 16);
}

}  // namespace
}  // namespace faultline::crash
