// Processes that die in simulation: the run goes on in this one, and comes to what a real death comes to.
#include "faultline/engine/runner/simulated_process.h"

#include <gtest/gtest.h>

#include "runner/fake_system.h"

namespace faultline {
namespace {

using namespace tiny;
using namespace testing;

// What happened to the machine, in order.
struct Diary {
  std::vector<std::string> lines;
};

struct DiaryMachine : Machine {
  Diary* diary = nullptr;

  void die(std::uint32_t power_loss) override { diary->lines.push_back("die " + std::to_string(power_loss)); }
  void boot() override { diary->lines.push_back("boot"); }
  std::unique_ptr<Machine> clone() const override { return std::make_unique<DiaryMachine>(*this); }
  void save(const std::filesystem::path&) const override { diary->lines.push_back("save"); }
};

// Crash points as the engine arms them; `reach` passes one.
struct Points {
  static inline std::string armed;
  static inline std::uint32_t hits_left = 0;
  static inline void (*on_hit)(const char*) = nullptr;

  static void arm(const char* point, std::uint32_t hit, void (*handler)(const char*)) {
    armed = point, hits_left = hit, on_hit = handler;
  }
  static void disarm() { armed.clear(); }
  static void reach(const char* point) {
    if (armed != point || --hits_left > 0) return;
    disarm();
    on_hit(point);
  }
};

// Passes "point" in every put of 5, before it has any effect, and "closing" in its destructor.
class Dying : public FakeSystem<Cells> {
 public:
  explicit Dying(Diary& diary) : diary_(diary) {
    on_execute = [](FakeSystem&, const Cells::Command& command) -> std::optional<OutcomeOf<Cells>> {
      const auto* put = std::get_if<Put>(&command);
      if (put != nullptr && put->value == 5) Points::reach("point");
      return std::nullopt;
    };
  }
  void open(Run& run) override {
    run.machine<DiaryMachine>().diary = &diary_;
    FakeSystem::open(run);
    up_ = true;
  }
  void close() override {
    if (std::exchange(up_, false)) Points::reach("closing");
    FakeSystem::close();
  }

 private:
  Diary& diary_;
  bool up_ = false;
};

class Simulated : public ::testing::Test {
 protected:
  ~Simulated() override { Points::disarm(); }

  RunResult run(const ScheduleOf<Cells>& schedule) {
    RunEnv env{workspace_, journal, progress_, {Points::arm, Points::disarm, nullptr}, true};
    env.simulated = true;
    return Runner<Cells>(&system, schedule, env).run();
  }

  Diary diary;
  Dying system{diary};
  std::vector<char> memory = std::vector<char>(1 << 16);
  Journal journal{memory};

 private:
  Workspace workspace_{"never-made"};
  Progress progress_;
};

const ScheduleOf<Cells> kDies{Put{"a", 1}, Crash{"point", 1}, Put{"a", 5}, Get{"a"}, Restart{}, Get{"a"}};

TEST_F(Simulated, ADeathIsFollowedByRecoveryInThisProcess) {
  const RunResult result = run(kDies);
  EXPECT_EQ(summary(result), "pass") << result.verdict.message;
  EXPECT_EQ(result.stats.crashes, 1u);
  EXPECT_EQ(result.stats.recoveries, 1u);
  EXPECT_TRUE(result.unfired.empty());
  EXPECT_EQ(diary.lines, (std::vector<std::string>{"die 0", "boot"}));
}

// The same history as that of a process that was killed, and of another that went on from its journal.
TEST_F(Simulated, TheDigestIsThatOfARealDeath) {
  Bench real;
  FakeSystem<Cells> other;
  other.disk.cells = {{"a", 1}};
  real.note(Observed::opened);
  real.note_outcome<Cells>(0);
  real.note(Observed::crashed);
  EXPECT_EQ(run(kDies).digest, real.run(other, kDies).digest);
}

TEST_F(Simulated, ThePowerMayFailToo) {
  ScheduleOf<Cells> schedule = kDies;
  std::get<Crash>(schedule[1]).power_loss = 7;
  EXPECT_EQ(summary(run(schedule)), "pass");
  EXPECT_EQ(diary.lines, (std::vector<std::string>{"die 7", "boot"}));
}

TEST_F(Simulated, WhatTheDeathLosesIsFound) {
  system.on_open = [](FakeSystem<Cells>& s) {
    if (s.opens == 2) s.disk.cells.clear();
  };
  EXPECT_EQ(summary(run(kDies)), "lost_ack audit.get@4");
}

// A destructor may not throw, so it runs to its end on a machine that is dead.
TEST_F(Simulated, InADestructorItDiesWithoutAnException) {
  const RunResult result = run({Put{"a", 1}, Crash{"closing", 1}, Restart{}, Get{"a"}});
  EXPECT_EQ(summary(result), "pass") << result.verdict.message;
  EXPECT_EQ(result.stats.crashes, 1u);
  EXPECT_EQ(diary.lines, (std::vector<std::string>{"die 0", "boot"}));
}

TEST_F(Simulated, WhileRecoveringItMayDieAgain) {
  system.on_open = [](FakeSystem<Cells>& s) {
    if (s.opens == 2) Points::reach("recovering");
  };
  const RunResult result =
      run({Crash{"point", 1}, Put{"a", 5}, Crash{"recovering", 1}, Restart{}, Restart{}, Get{"a"}});
  EXPECT_EQ(summary(result), "pass") << result.verdict.message;
  EXPECT_EQ(result.stats.crashes, 2u);
  EXPECT_EQ(diary.lines, (std::vector<std::string>{"die 0", "boot", "die 0", "boot"}));
}

// The run ends in a recovery that fails, with a crash armed that nothing has reached.
TEST_F(Simulated, NothingStaysArmedForTheNextRun) {
  system.on_open = [](FakeSystem<Cells>& s) {
    if (s.opens == 2) throw std::runtime_error("torn");
  };
  EXPECT_EQ(summary(run({Crash{"point", 1}, Put{"a", 5}, Crash{"recovering", 1}, Restart{}})),
            "recovery_failed recovery@3");
  EXPECT_EQ(Points::armed, "");
}

// Somebody copied the machine while it lived, and the history up to there; here the copy dies and is recovered.
TEST_F(Simulated, ACopyGoesOnFromItsHistory) {
  Workspace nowhere("never-made");
  Progress progress;
  ASSERT_TRUE(journal.append(Observed::opened, ""));
  Writer outcome;
  OutcomeOf<Cells>(std::int64_t{0}).encode_to(outcome, true);
  outcome.number(std::uint32_t{0});
  ASSERT_TRUE(journal.append(Observed::outcome, outcome.view()));
  ASSERT_TRUE(journal.append(Observed::crashed, "point"));
  journal.rewind();
  system.disk.cells = {{"a", 1}};

  auto copy = std::make_unique<DiaryMachine>();
  copy->diary = &diary;
  ScheduleOf<Cells> schedule = kDies;
  std::get<Crash>(schedule[1]).power_loss = 3;
  RunEnv env{nowhere, journal, progress, {Points::arm, Points::disarm, nullptr}, true};
  env.simulated = true;
  env.machine = std::move(copy);
  EXPECT_EQ(summary(Runner<Cells>(&system, schedule, env).run()), "pass");
  EXPECT_EQ(diary.lines, (std::vector<std::string>{"die 3", "boot"}));
}

}  // namespace
}  // namespace faultline
