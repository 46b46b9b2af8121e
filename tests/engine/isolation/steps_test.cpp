#include "faultline/engine/isolation/steps.h"

#include <csignal>
#include <fcntl.h>
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
