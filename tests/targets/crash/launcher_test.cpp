// The small process that forks the children: when it is started, and what its death means.
#include "faultline/targets/crash/harness/launcher.h"

#include <filesystem>
#include <fstream>
#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/crash/harness/wire.h"

#include "shell.h"

namespace faultline::crash {
namespace {

using namespace std::chrono_literals;

bool gone(pid_t pid) {
  for (int i = 0; i < 1000 && runs(std::to_string(pid)); ++i) ::usleep(10'000);
  return !runs(std::to_string(pid));
}

TEST(Launcher, OneServesManyRunsAndIsNotThisProcess) {
  const pid_t first = launcher_pid();
  EXPECT_NE(first, ::getpid());
  EXPECT_EQ(launcher_pid(), first);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([first] { EXPECT_EQ(launcher_pid(), first); });
}

TEST(Launcher, AKilledOneIsStartedAgain) {
  const pid_t first = launcher_pid();
  ASSERT_GT(first, 1);
  ::kill(first, SIGKILL);
  ASSERT_TRUE(gone(first));
  const pid_t second = launcher_pid();
  EXPECT_GT(second, 1);
  EXPECT_NE(second, first);
}

TEST(Launcher, KilledWithAChildItIsAnErrorAndTheChildGoesToo) {
  const Outcome outcome = shell("echo $$ > pid; kill -KILL $PPID; exec sleep 60");
  EXPECT_EQ(endings(outcome), 1);
  ASSERT_TRUE(outcome.error());
  EXPECT_NE(outcome.error()->find("launcher was killed"), std::string::npos) << *outcome.error();
  EXPECT_TRUE(gone(std::stoi(contents(outcome.folder() / "pid"))));
  EXPECT_EQ(shell("exit 4").exit_code(), 4);
}

TEST(Launcher, EndsWithItsCallerThoughACopyOfThatLivesOn) {
  const Artefacts scratch{std::filesystem::path()};
  const std::filesystem::path pid_file = scratch.folder() / "pid";
  const pid_t caller = ::fork();
  if (caller == 0) {
    const pid_t launcher = launcher_pid(), copy = ::fork();
    if (copy == 0) {
      ::alarm(20);
      for (;;) ::pause();
    }
    std::ofstream(pid_file) << launcher << ' ' << copy << std::flush;
    ::_exit(0);
  }
  ::waitpid(caller, nullptr, 0);
  pid_t launcher = 0, copy = 0;
  ASSERT_TRUE(std::ifstream(pid_file) >> launcher >> copy);
  EXPECT_TRUE(gone(launcher));
  EXPECT_TRUE(runs(std::to_string(copy)));
  ::kill(copy, SIGKILL);
}

TEST(Launcher, AForkedCopyHasItsOwn) {
  const pid_t ours = launcher_pid();
  const pid_t copy = ::fork();
  if (copy == 0) ::_exit(launcher_pid() != ours ? 5 : 6);
  int status = 0;
  ::waitpid(copy, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 5);
  EXPECT_EQ(launcher_pid(), ours);
}

TEST(Launcher, AskedForLaunchesAndAnswersComeAsTheyWere) {
  const Launch launch{"/bin/x", {"a", "", std::string("n\0l", 3)}, {"A=1"}, "/tmp/f", 123ms};
  const Launch taken = decode_launch(encode(launch));
  EXPECT_EQ(taken.program, launch.program);
  EXPECT_EQ(taken.arguments, launch.arguments);
  EXPECT_EQ(taken.environment, launch.environment);
  EXPECT_EQ(taken.folder, launch.folder);
  EXPECT_EQ(taken.deadline, launch.deadline);
  const Answer answer = decode_answer(encode(Answer{{0x7f, true, "out", std::string(100'000, 'e')}, "why"}));
  EXPECT_EQ(answer.ended.status, 0x7f);
  EXPECT_TRUE(answer.ended.expired);
  EXPECT_EQ(answer.ended.out, "out");
  EXPECT_EQ(answer.ended.err.size(), 100'000U);
  EXPECT_EQ(answer.problem, "why");
}

}  // namespace
}  // namespace faultline::crash
