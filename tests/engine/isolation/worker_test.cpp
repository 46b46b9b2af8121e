#include "faultline/engine/isolation/worker.h"

#include <chrono>
#include <csignal>
#include <ctime>
#include <sys/socket.h>

#include "faultline/engine/isolation/limits.h"

#include "isolation/in_a_child.h"

namespace faultline {
namespace {

using How = WorkerEnd::How;

// Long enough for a worker to get its turn on a busy machine.
constexpr std::uint64_t kMuch = std::uint64_t{1} << 40;
const WorkerLimits kPatient{std::chrono::milliseconds(400), kMuch};

WorkerLimits patient_but_for_hooks(int ms) {
  WorkerLimits limits = kPatient;
  limits.hook = std::chrono::milliseconds(ms);
  return limits;
}

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
    slate_->progress.asked();
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
  EXPECT_EQ(end_of(spin, kPatient).how, How::hang);
  EXPECT_EQ(end_of(sleep_for_ever).how, How::deadlock);
}

TEST_F(Watched, AsLongAsItMovesItMayGoOn) {
  const WorkerEnd end = end_of([&] {
    for (int i = 0; i < 40; ++i) {
      slate_->progress.alive();
      ::usleep(5000);
    }
    ::_exit(4);
  });
  EXPECT_EQ(end.how, How::itself);
  EXPECT_EQ(WEXITSTATUS(end.status), 4);
}

// The deadline is the target's.
TEST_F(Watched, WhatTheOracleTakesIsNotCounted) {
  const WorkerEnd end = end_of(
      [&] {
        slate_->progress.answered();
        slate_->progress.in_hook("apply");
        for (std::uint64_t i = 1; i <= 40; ++i) {
          slate_->progress.applications.store(i);
          ::usleep(20'000);
        }
        ::_exit(4);
      },
      patient_but_for_hooks(400));
  EXPECT_EQ(end.how, How::itself);
  EXPECT_EQ(WEXITSTATUS(end.status), 4);
}

TEST_F(Watched, AHookThatDoesNotReturnIsTheModels) {
  for (const auto forever : {spin, sleep_for_ever}) {
    const auto stuck = [&] {
      slate_->progress.answered();
      slate_->progress.in_hook("apply");
      forever();
    };
    const WorkerEnd end = end_of(stuck, patient_but_for_hooks(50));
    EXPECT_EQ(end.how, How::model);
    EXPECT_EQ(slate_->progress.hook.load(), std::string_view("apply"));
  }
}

TEST_F(Watched, WhoeverIsAskedIsLateWhateverTheModelDidBefore) {
  const WorkerEnd end = end_of(
      [&] {
        slate_->progress.in_hook("apply");
        slate_->progress.asked();
        spin();
      },
      kPatient);
  EXPECT_EQ(end.how, How::hang);
}

TEST_F(Watched, ABriefDeadlineTellsWaitingFromWork) {
  const WorkerLimits brief{std::chrono::milliseconds(50), kMuch, true};
  const WorkerEnd busy = end_of(spin, brief), idle = end_of(sleep_for_ever, brief);
  EXPECT_TRUE(busy.how == How::hang || busy.unsure);
  EXPECT_TRUE(idle.how == How::deadlock || idle.unsure);
}

// It uses a third of a processor: neither is sure.
TEST_F(Watched, ABriefDeadlineMayNotBeEnoughToTell) {
  const auto pause_now_and_then = [] {
    for (;;) {
      const auto start = std::clock();
      while (std::clock() - start < CLOCKS_PER_SEC / 1000) {
      }
      ::usleep(2000);
    }
  };
  EXPECT_TRUE(end_of(pause_now_and_then, {std::chrono::milliseconds(300), kMuch, true}).unsure);
  EXPECT_FALSE(end_of(pause_now_and_then, {std::chrono::milliseconds(300), kMuch}).unsure);
}

TEST_F(Watched, TellsHowLongStepsTookThatEnded) {
  const auto step_of_100_ms = [&] {
    ::usleep(20'000);
    slate_->progress.alive();
    ::usleep(100'000);
    slate_->done = 1;
  };
  const WorkerEnd end = end_of(step_of_100_ms, {std::chrono::seconds(60), kMuch});
  EXPECT_GE(end.longest_step.count(), 50);
  slate_->done = 0;
  const WorkerEnd late = end_of(
      [&] {
        slate_->progress.alive();
        sleep_for_ever();
      },
      {std::chrono::milliseconds(400), kMuch});
  EXPECT_LT(late.longest_step.count(), 400) << "the last did not end";
}

TEST_F(Watched, IsGivenUpWhenItsTimeIsOver) {
  const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
  EXPECT_EQ(end_of(sleep_for_ever, {std::chrono::seconds(60), kMuch, false, soon}).how, How::given_up);
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
