// Many runs at once, from many threads.
#include <fstream>
#include <future>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "shell.h"

namespace faultline::crash {
namespace {

using namespace std::chrono_literals;

// One ending of each kind per round, with output that tells the runs apart.
void rounds(int thread, int count) {
  for (int i = 0; i < count; ++i) {
    const std::string id = std::to_string(thread) + "." + std::to_string(i);
    const Outcome code = shell("echo " + id + "; exit " + std::to_string(thread));
    EXPECT_EQ(code.exit_code(), thread);
    EXPECT_EQ(code.out(), id + "\n");
    const Outcome killed = shell("echo " + id + " >&2; kill -KILL $$");
    EXPECT_TRUE(killed.killed()) << killed.error().value_or("");
    EXPECT_EQ(killed.err(), id + "\n");
    EXPECT_TRUE(run("/no/such/helper", id).error());
  }
  EXPECT_TRUE(shell("sleep 60", {.deadline = 100ms}).timed_out());
}

void on_eight_threads(int count) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) threads.emplace_back(rounds, t, count);
}

TEST(HarnessConcurrency, EightThreadsGetTheirOwnOutcomes) {
  on_eight_threads(1);
  const pid_t launcher = launcher_pid();
  const std::size_t before = open_descriptors(), launchers = open_descriptors(launcher);
  on_eight_threads(10);
  EXPECT_EQ(launcher_pid(), launcher);
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_EQ(open_descriptors(launcher), launchers);
  EXPECT_EQ(children_of(launcher) + children_of(::getpid()), "");
}

// Were a pipe of one run inherited by another's child, the first would not end before the second.
TEST(HarnessConcurrency, ALongRunHoldsNobodyUp) {
  const Artefacts scratch{std::filesystem::path()};
  const std::string go = (scratch.folder() / "go").string();
  std::vector<std::future<Outcome>> slow;
  const Stopwatch watch;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    slow.push_back(std::async(std::launch::async,
                              [&go] { return shell("while [ ! -e " + go + " ]; do sleep 0.05; done; exit 9"); }));
    threads.emplace_back([] {
      for (int i = 0; i < 25; ++i) EXPECT_EQ(shell("exit 0").exit_code(), 0);
    });
  }
  threads.clear();
  EXPECT_LT(watch.elapsed(), 25s);  // the slow ones' deadline is 30 s
  std::ofstream(go) << "go";
  for (auto& outcome : slow) EXPECT_EQ(outcome.get().exit_code(), 9);
}

// The child is tied to the thread that runs it: nothing outlives a test program that ctest ends.
TEST(HarnessConcurrency, TheChildDiesWithItsCaller) {
  const Artefacts scratch{std::filesystem::path()};
  const std::filesystem::path pid_file = scratch.folder() / "pid";
  const pid_t caller = ::fork();
  if (caller == 0) {
    shell("echo $$ > pid; exec sleep 60", {.folder = scratch.folder()});
    ::_exit(0);
  }
  while (!contents(pid_file).ends_with('\n')) ::usleep(10'000);
  const std::string pid = std::to_string(std::stoi(contents(pid_file)));
  EXPECT_TRUE(runs(pid));
  ::kill(caller, SIGKILL);
  ::waitpid(caller, nullptr, 0);
  for (int i = 0; i < 500 && runs(pid); ++i) ::usleep(10'000);
  EXPECT_FALSE(runs(pid));
}

}  // namespace
}  // namespace faultline::crash
