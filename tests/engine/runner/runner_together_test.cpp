// Commands given at the same moment, on real threads.
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "runner/fake_system.h"

namespace faultline {
namespace {

using namespace tiny;
using namespace testing;

// A sum behind a lock, or with the lock let go between reading and writing.
class Sum : public System<Counter> {
 public:
  explicit Sum(bool racy) : racy_(racy) {}
  void open(Run&) override { model_ = {}; }
  void close() override {}
  OutcomeOf<Counter> execute(const Counter::Command& command) override {
    std::unique_lock lock(mutex_);
    if (std::holds_alternative<Total>(command)) return model_.total;
    const std::int64_t sum = model_.total + std::get<Add>(command).by;
    if (racy_) {
      lock.unlock();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));  // both have read by now
      lock.lock();
    }
    model_.total = sum;
    return 0;
  }
  void inject(const NoFault&) override {}
  void heal() override {}
  std::uint64_t fired() const override { return 0; }
  void learn(const Counter::Command&, const std::int64_t&) override {}

 private:
  bool racy_;
  std::mutex mutex_;
  Counter model_;
};

const ScheduleOf<Counter> kAdds{Together<Counter::Command>{{Add{1}, Add{2}, Add{4}}}, Total{}};

TEST(TogetherInARun, LockedCommandsPass) {
  Bench bench;
  Sum sum(false);
  const RunResult result = bench.run_system<Counter>(sum, kAdds);
  EXPECT_EQ(summary(result), "pass");
  EXPECT_EQ(result.stats.commands, 4u);
}

TEST(TogetherInARun, ALostUpdateIsCaught) {
  Bench bench;
  Sum sum(true);
  EXPECT_EQ(summary(bench.run_system<Counter>(sum, kAdds)), "wrong_reply total@1");
}

// A failure names the commands and what each answered.
class Wrong : public Sum {
 public:
  Wrong(bool throws, int by) : Sum(false), throws_(throws), by_(by) {}
  OutcomeOf<Counter> execute(const Counter::Command& command) override {
    const auto* add = std::get_if<Add>(&command);
    if (add == nullptr || add->by != by_) return Sum::execute(command);
    if (throws_) throw std::runtime_error("no");
    return 7;
  }

 private:
  bool throws_;
  int by_;
};

TEST(TogetherInARun, AWrongAnswerIsNamedWithAllTheOthers) {
  Bench bench;
  Wrong sum(false, 2);
  EXPECT_EQ(bench.run_system<Counter>(sum, kAdds).verdict.message,
            "no order of the three explains the answers to these commands, given together: add(by=1) answered 0; "
            "add(by=2) answered 7; add(by=4) answered 0.");
}

TEST(TogetherInARun, WhatThrewIsNamedAlsoFromTheJournal) {
  Bench bench;
  Wrong sum(true, 4);
  const RunResult live = bench.run_system<Counter>(sum, kAdds);
  EXPECT_EQ(summary(live), "exception together@0");
  EXPECT_EQ(live.verdict.message, "add(by=4) (given together with others) threw: no");
  EXPECT_EQ(bench.walk<Counter>(kAdds).verdict.message, live.verdict.message);
}

TEST(TogetherInARun, IsReadBackFromTheJournal) {
  Bench bench;
  Sum sum(true);
  const RunResult live = bench.run_system<Counter>(sum, kAdds);
  const RunResult walked = bench.walk<Counter>(kAdds);
  EXPECT_EQ(summary(walked), summary(live));
  EXPECT_EQ(walked.digest, live.digest);
}

TEST(TogetherInARun, ADeathLeavesAllOfThemInDoubt) {
  for (const auto& [total, verdict] : {std::pair{0, "pass"}, {4, "pass"}, {7, "pass"}, {8, "corrupt_recovery audit"}}) {
    Worlds<Counter> worlds;
    const Counter::Command one = Add{1}, two = Add{2}, four = Add{4};
    worlds.crash({&one, &two, &four});
    EXPECT_EQ(worlds.size(), 8u);
    EXPECT_EQ(worlds.ok(Total{}, total), std::string_view(verdict) == "pass");
  }
}

}  // namespace
}  // namespace faultline
