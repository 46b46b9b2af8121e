// A C program with points: what the header does in C, before main, in privileged programs, and seen from outside.
#include <cerrno>
#include <filesystem>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "shell.h"

namespace faultline::crash {
namespace {

namespace fs = std::filesystem;

Outcome program(const std::string& inject, std::vector<std::string> arguments) {
  const std::string first = arguments.front();
  arguments.erase(arguments.begin());
  return run(FAULTLINE_POINTS_PROGRAM, first,
             {.arguments = std::move(arguments), .environment = {{"FAULT_INJECT", inject}}});
}

TEST(PointsInC, EveryKindDoesItsOwn) {
  EXPECT_TRUE(program("a", {"crash", "a"}).killed());
  const Outcome panicked = program("a", {"panic", "a"});
  EXPECT_EQ(panicked.exit_code(), kPanicExitCode);
  EXPECT_EQ(panicked.err(), "FAULT_INJECT: panic at checkpoint 'a'\n");
  const Outcome failed = program("a", {"fail", "a", "fail", "b"});
  EXPECT_EQ(failed.exit_code(), 0);
  EXPECT_EQ(failed.out(), "a 5\n50: FAULT_INJECT: I/O error injected at che\nb 0\n");
  const Stopwatch watch;
  EXPECT_EQ(program("a", {"delay", "a"}).exit_code(), 0);
  EXPECT_GE(watch.elapsed(), std::chrono::milliseconds(kDelayMilliseconds));
}

TEST(PointsInC, TheMacrosAreReached) {
  EXPECT_TRUE(program("program.crash", {"crash", "a"}).killed());
  EXPECT_EQ(program("program.panic", {"crash", "a"}).exit_code(), kPanicExitCode);
  EXPECT_EQ(program("program.fail \"quoted\" 100%=return(ENOSPC)", {"crash", "a"}).exit_code(), ENOSPC);
}

TEST(PointsInC, AMalformedSpecEndsTheProgramBeforeMain) {
  const Outcome outcome = program("a=b", {"fail", "x"});
  EXPECT_EQ(outcome.exit_code(), 2);
  EXPECT_EQ(outcome.out(), "");
  EXPECT_EQ(outcome.err(),
            "FAULT_INJECT: there is no task 'b' (off, kill, panic, return, sleep, exit)\n"
            "  a=b\n"
            "    ^\n");
}

// The line that the documentation gives.
TEST(PointsInC, ReadelfListsThem) {
  const Outcome listed = shell("readelf -p faultline_points " FAULTLINE_POINTS_PROGRAM);
  if (listed.exit_code() == 127) GTEST_SKIP() << "no readelf";
  for (const char* name : {"program.crash", "program.panic", "program.delay", "program.fail \"quoted\" 100%"}) {
    EXPECT_NE(listed.out().find("]  " + std::string(name) + "\n"), std::string::npos) << name << "\n" << listed.out();
  }
}

// A copy that the kernel runs with another identity than its caller's, and so calls privileged.
TEST(PointsInC, APrivilegedProgramLooksAtNoVariable) {
  const Artefacts folder{fs::path()};
  const fs::path copy = folder.folder() / "privileged";
  fs::copy_file(FAULTLINE_POINTS_PROGRAM, copy);
  if (::chown(copy.c_str(), 65534, 65534) != 0) GTEST_SKIP() << "only root may give a file away";
  fs::permissions(copy, fs::perms::set_uid | fs::perms::all);
  const auto run_armed = [](const fs::path& file) {
    return run(
        file, "secure",
        {.crash_at = "c", .arguments = {"-", "fail", "a", "crash", "c"}, .environment = {{"FAULT_INJECT", "a"}}});
  };
  const Outcome ordinary = run_armed(FAULTLINE_POINTS_PROGRAM);
  EXPECT_TRUE(ordinary.killed());
  EXPECT_EQ(ordinary.out().substr(0, 8), "- 0\na 5\n");
  const Outcome privileged = run_armed(copy);
  if (privileged.out().starts_with("- 0\n")) GTEST_SKIP() << "set-uid files have no effect in " << folder.folder();
  EXPECT_EQ(privileged.exit_code(), 0);
  EXPECT_EQ(privileged.out(), "- 1\na 0\nc 0\n");
}

}  // namespace
}  // namespace faultline::crash
