#include "faultline/engine/isolation/worker.h"

#include <csignal>
#include <sys/socket.h>

#include "faultline/engine/isolation/limits.h"

#include "isolation/in_a_child.h"

namespace faultline {
namespace {

using How = WorkerEnd::How;

// Memory is zeroed where it comes from the system, as that of a fresh slate does.
class Watched : public ::testing::Test {
 protected:
  Watched() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_), 0); }
  ~Watched() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  template <class Fn>
  WorkerEnd end_of(Fn fn, WorkerLimits limits = {std::chrono::milliseconds(50), std::uint64_t{1} << 40}) {
    const pid_t worker = ::fork();
    if (worker == 0) {
      ::setpgid(0, 0);
      output_.redirect();
      fn();
      ::_exit(0);
    }
    ::setpgid(worker, worker);
    return await_worker(worker, *slate_, output_, limits, ends_[0]);
  }

  int ends_[2];
  const testing::Shared<Slate> slate_;
  const WorkerOutput output_;
};

void spin() {
  volatile bool for_ever = true;
  while (for_ever) {
  }
}
void sleep_for_ever() {
  for (;;) ::pause();
}

TEST_F(Watched, EndsByItself) {
  const WorkerEnd end = end_of([] { ::_exit(3); });
  EXPECT_EQ(end.how, How::itself);
  EXPECT_EQ(WEXITSTATUS(end.status), 3);
}

TEST_F(Watched, BusyIsAHangAndIdleADeadlock) {
  EXPECT_EQ(end_of(spin).how, How::hang);
  EXPECT_EQ(end_of(sleep_for_ever).how, How::deadlock);
}

TEST_F(Watched, AsLongAsItMovesItMayGoOn) {
  const WorkerEnd end = end_of([&] {
    for (int i = 0; i < 40; ++i) {
      slate_->progress.ticks.fetch_add(1);
      ::usleep(5000);
    }
    ::_exit(4);
  });
  EXPECT_EQ(end.how, How::itself);
  EXPECT_EQ(WEXITSTATUS(end.status), 4);
}

TEST_F(Watched, TakesNoMoreMemoryThanAllowed) {
  const auto limit = WorkerLimits{std::chrono::seconds(60), std::uint64_t{200} << 20};
  const WorkerEnd end = end_of(
      [] {
        for (;;) std::fill_n(new char[1 << 20], 1 << 20, 'x');
      },
      limit);
  EXPECT_EQ(end.how, How::out_of_memory);
}

TEST_F(Watched, WhoSaysHowItEndsIsNotLate) {
  const WorkerEnd end = end_of(
      [&] {
        slate_->last_words.say(FailureClass::leaked_thread, "left a thread running");
        sleep_for_ever();
      },
      {std::chrono::seconds(60), std::uint64_t{1} << 40});
  EXPECT_EQ(end.how, How::itself);
  EXPECT_TRUE(WIFSIGNALED(end.status));
}

TEST_F(Watched, IsEndedWhenTheEngineIsGone) {
  ::shutdown(ends_[1], SHUT_RDWR);
  EXPECT_EQ(end_of(sleep_for_ever, {std::chrono::seconds(60), std::uint64_t{1} << 40}).how, How::engine_gone);
}

TEST_F(Watched, OutputIsReadableWhateverItIs) {
  end_of([] { (void)!::write(1, "a\tb\x1b\xff\n\xc3\xa9\xe2\x82\xac\xc3(", 13); });
  EXPECT_EQ(output_.text(), "a\tb\\x1b\\xff\n\xc3\xa9\xe2\x82\xac\\xc3(");
}

TEST_F(Watched, AFloodIsStopped) {
  const WorkerEnd end = end_of(
      [] {
        const std::string much(1 << 20, 'x');
        for (;;) (void)!::write(2, much.data(), much.size());
      },
      {std::chrono::seconds(60), std::uint64_t{1} << 40});
  EXPECT_EQ(end.how, How::output_flood);
  EXPECT_TRUE(output_.text().ends_with(" bytes left out ...\n" + std::string(4096, 'x')));
}

TEST_F(Watched, TheHeadOfItsOutputIsKeptAndTheTail) {
  const auto text_after = [&](std::size_t middle) {
    output_.clear();
    end_of([&] {
      const std::string all =
          "head\n" + std::string(4091, 'h') + std::string(middle, 'm') + std::string(4091, 't') + "tail\n";
      (void)!::write(2, all.data(), all.size());
    });
    return output_.text();
  };
  const std::string head = "head\n" + std::string(4091, 'h'), tail = std::string(4091, 't') + "tail\n";
  EXPECT_EQ(text_after(0), head + tail);
  EXPECT_EQ(text_after(1), head + "\n... 1 bytes left out ...\n" + tail);
  EXPECT_EQ(text_after(300'000), head + "\n... 300000 bytes left out ...\n" + tail);
}

TEST(Limits, MoreMemoryThanAllowedIsNotToBeHad) {
  if (kSanitized) GTEST_SKIP() << "sanitizers have memory of their own";
  const int status = testing::in_a_child([] {
    limit_memory(data_bytes(), 32);
    delete[] new char[16 << 20];
    try {
      for (int i = 0; i < 40; ++i) std::fill_n(new char[1 << 20], 1 << 20, 'x');
    } catch (const std::bad_alloc&) {
      ::_exit(5);
    }
  });
  EXPECT_EQ(WEXITSTATUS(status), 5);
}

}  // namespace
}  // namespace faultline
