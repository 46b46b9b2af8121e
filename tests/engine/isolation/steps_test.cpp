#include "faultline/engine/isolation/steps.h"

#include <csignal>
#include <fcntl.h>
#include <pty.h>
#include <thread>

#include "isolation/in_a_child.h"

namespace faultline {
namespace {

using testing::Shared;

TEST(StepText, ComesOutAsItWentIn) {
  const Shared<StepText> text;
  EXPECT_EQ(text->take(), "");
  EXPECT_EQ(text->put("one\n"), 4u);
  EXPECT_EQ(text->put("two\n"), 4u);
  EXPECT_EQ(text->take(), "one\ntwo\n");
  EXPECT_EQ(text->take(), "");
}

TEST(StepText, TakesNoMoreThanThereIsRoomForAndGoesRound) {
  const Shared<StepText> text;
  const std::string much(StepText::kSize - 3, 'x');
  EXPECT_EQ(text->put(much), much.size());
  EXPECT_EQ(text->put("12345"), 3u);
  EXPECT_EQ(text->put("45"), 0u);
  EXPECT_EQ(text->take(), much + "123");
  EXPECT_EQ(text->put("45678"), 5u);
  EXPECT_EQ(text->take(), "45678");
}

TEST(StepText, AWildWriterCostsTextAndNothingElse) {
  const Shared<StepText> text;
  text->put_bytes = ~std::uint64_t{0} / 2;
  EXPECT_EQ(text->take(), "");
  EXPECT_EQ(text->put("on\n"), 3u);
  EXPECT_EQ(text->take(), "on\n");
}

// A run that waits for a slow reader moves, in the eyes of whoever watches it.
TEST(StepsToEngine, WaitForTheReaderAndTellThatTheyDo) {
  const Shared<StepText> text;
  Progress progress;
  StepsToEngine steps(*text, progress);
  const std::string much(StepText::kSize + 10, 'x');
  std::thread writer([&] { steps.line(much); });
  while (progress.ticks < 3) std::this_thread::yield();
  std::string taken = text->take();
  writer.join();
  taken += text->take();
  EXPECT_EQ(taken, much);
}

// Rows are no wider than the terminal, in whatever pieces they come; a command that is to be copied stays whole.
TEST(StepsToStderr, FitTheTerminal) {
  int terminal = -1, other = -1;
  const winsize size{24, 40, 0, 0};
  ASSERT_EQ(::openpty(&terminal, &other, nullptr, nullptr, &size), 0);
  const std::string command = "  gdb -p 12345 /a/rather/long/path/to/some/program/of/mine";
  testing::in_a_child([&] {
    ::dup2(other, STDERR_FILENO);
    StepsToStderr steps;
    steps.line("    7  set(key=\"a\", value=\"and so");
    steps.line(" on\")   as it should be\n" + command + "\n\n");
    ::_exit(0);
  });
  std::string shown(4096, '\0');
  shown.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(terminal, shown.data(), shown.size()))));
  EXPECT_EQ(shown, "    7  set(key=\"a\", value=\"and so on\")\r\n       as it should be\r\n" + command + "\r\n\r\n");
  ::close(terminal);
  ::close(other);
}

// What standard error does not take is not said, whatever the reason.
TEST(StepsToStderr, SurviveEveryStream) {
  const auto written_to = [](int descriptor, auto prepare) {
    return testing::in_a_child([&] {
      std::signal(SIGPIPE, SIG_DFL);
      prepare();
      if (descriptor >= 0) ::dup2(descriptor, STDERR_FILENO);
      StepsToStderr steps;
      for (int i = 0; i < 3; ++i) steps.line("a step\n");
      sigset_t blocked;
      ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
      ::_exit(sigismember(&blocked, SIGPIPE) == 0 ? 7 : 8);
    });
  };
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ::close(ends[0]);
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  const auto nothing = [] {};
  EXPECT_EQ(WEXITSTATUS(written_to(ends[1], nothing)), 7);
  EXPECT_EQ(WEXITSTATUS(written_to(full, nothing)), 7);
  EXPECT_EQ(WEXITSTATUS(written_to(-1, [] { ::close(STDERR_FILENO); })), 7);
  ::close(ends[1]);
  ::close(full);
}

}  // namespace
}  // namespace faultline
