// Process deaths: an earlier process left a journal whose last entry says that it was killed, and this one goes on.
#include <gtest/gtest.h>

#include "runner/fake_system.h"

namespace faultline {
namespace {

using namespace tiny;
using namespace testing;

using Cell = FakeSystem<Cells>;

// Step 3 dies in flight.
const ScheduleOf<Cells> kCrashed{Put{"a", 1}, Put{"b", 2}, Crash{"point", 1}, Put{"a", 5},
                                 Get{"b"},    Restart{},   Get{"a"}};

// What the dead process had observed, and the disk it left.
void die_in_flight(Bench& bench, Cell& system, bool applied) {
  bench.note(Observed::opened);
  bench.note_outcome<Cells>(0);
  bench.note_outcome<Cells>(0);
  bench.note(Observed::crashed);
  system.disk.cells = {{"a", applied ? 5 : 1}, {"b", 2}};
}

RunResult run_after_death(std::function<void(Cell&)> on_open, bool applied = false) {
  Bench bench;
  Cell system;
  die_in_flight(bench, system, applied);
  system.on_open = std::move(on_open);
  return bench.run(system, kCrashed);
}

TEST(Death, TheCommandInFlightHappenedOrNot) {
  for (const bool applied : {true, false}) {
    const RunResult result = run_after_death(nullptr, applied);
    EXPECT_EQ(summary(result), "pass") << result.verdict.message;
    EXPECT_EQ(result.stats.crashes, 1u);
    EXPECT_EQ(result.stats.recoveries, 1u);
    EXPECT_TRUE(result.unfired.empty());
  }
}

TEST(Death, CommandsMeetADeadSystemUntilTheRestart) {
  Bench bench;
  Cell system;
  die_in_flight(bench, system, false);
  system.on_execute = [](Cell& s, const auto&) -> std::optional<OutcomeOf<Cells>> {
    EXPECT_GT(s.opens, 0);  // the get of step 4 is not executed
    return std::nullopt;
  };
  EXPECT_EQ(summary(bench.run(system, kCrashed)), "pass");
  EXPECT_EQ(system.opens, 2);                 // a second recovery follows the first
  EXPECT_EQ(system.executed, 4 + 4 + 1 + 4);  // two audits, the get, the final audit
}

TEST(Death, WithoutARestartTheFinalHealRecovers) {
  Bench bench;
  Cell system;
  die_in_flight(bench, system, false);
  const ScheduleOf<Cells> schedule(kCrashed.begin(), kCrashed.begin() + 5);
  const RunResult result = bench.run(system, schedule);
  EXPECT_EQ(summary(result), "pass") << result.verdict.message;
  EXPECT_EQ(result.stats.recoveries, 1u);
}

TEST(Death, LosingAnAcknowledgedWrite) {
  EXPECT_EQ(summary(run_after_death([](Cell& s) { s.disk.cells.erase("b"); })), "lost_ack audit.get@5");
}

TEST(Death, ATornWrite) {
  EXPECT_EQ(summary(run_after_death([](Cell& s) { s.disk.cells["a"] = 7; })), "corrupt_recovery audit.get@5");
}

TEST(Death, ARecoveryThatFails) {
  EXPECT_EQ(summary(run_after_death([](Cell&) { throw std::runtime_error("torn frame"); })),
            "recovery_failed recovery@5");
}

TEST(Death, ASecondRecoveryThatFails) {
  const auto result = run_after_death([](Cell& s) {
    if (s.opens == 2) throw std::runtime_error("lock held");
  });
  EXPECT_EQ(summary(result), "recovery_failed second recovery@5");
}

TEST(Death, ASecondRecoveryThatReadsDifferently) {
  const auto flips = [](Cell& s) { s.disk.cells["a"] = s.opens == 1 ? 1 : 5; };  // each alone would be right
  EXPECT_EQ(summary(run_after_death(flips)), "recovery_differs audit.get@5");
}

TEST(Death, ACleanRestartIsRecoveredOnce) {
  Cell system;
  EXPECT_EQ(summary(Bench().run(system, {Put{"a", 1}, Restart{}})), "pass");
  EXPECT_EQ(system.opens, 2);
}

TEST(Death, InTheDestructorOrInRecoveryItself) {
  Bench bench;
  Cell system;
  bench.note(Observed::opened);
  bench.note_outcome<Cells>(0);
  bench.note(Observed::crashed);  // step 2 closes the target first, and dies there
  bench.note(Observed::crashed);  // then it dies while it is constructed again
  system.disk.cells = {{"a", 1}};
  const ScheduleOf<Cells> schedule{Put{"a", 1}, Crash{"point", 1}, Restart{}, Crash{"point", 1}, Restart{}, Get{"a"}};
  const RunResult result = bench.run(system, schedule);
  EXPECT_EQ(summary(result), "pass") << result.verdict.message;
  EXPECT_EQ(result.stats.crashes, 2u);
  EXPECT_EQ(result.stats.recoveries, 1u);
  EXPECT_EQ(system.opens, 2);
}

// --- a command that writes two cells ---

struct PutBoth {
  Ranged<0, 9> value;
};
BOOST_DESCRIBE_STRUCT(PutBoth, (), (value))

struct Pair {
  using Command = std::variant<PutBoth, Get>;
  using Reply = std::int64_t;
  Cells both;

  Reply apply(const PutBoth& put) { return both.apply(Put{"a", put.value}) + both.apply(Put{"b", put.value}); }
  Reply apply(const Get& get) { return both.apply(get); }
  std::vector<Command> audit() const { return {Get{"a"}, Get{"b"}}; }
  bool operator==(const Pair&) const = default;
};

// Each cell alone reads as it once was: what is wrong is that they do not fit, and nothing acknowledged is lost.
TEST(Death, HalfOfTheCommandInFlight) {
  for (const bool whole : {true, false}) {
    Bench bench;
    FakeSystem<Pair> system;
    bench.note(Observed::opened);
    bench.note_outcome<Pair>(0);
    bench.note(Observed::crashed);
    system.disk.both.cells = {{"a", 5}, {"b", whole ? 5 : 1}};
    const ScheduleOf<Pair> schedule{PutBoth{1}, Crash{"point", 1}, PutBoth{5}, Restart{}};
    EXPECT_EQ(summary(bench.run(system, schedule)), whole ? "pass" : "corrupt_recovery audit.get@3");
  }
}

// --- models that read back only what they have ---

struct Sparse : Cells {
  std::vector<Command> audit() const {
    std::vector<Command> all;
    for (const auto& [key, value] : cells) all.push_back(Get{key});
    return all;
  }
  bool operator==(const Sparse&) const = default;
};

TEST(Death, ASecondAuditThatAsksOtherQuestionsIsNotADifference) {
  Bench bench;
  FakeSystem<Sparse> system;
  bench.note(Observed::opened);
  bench.note_outcome<Sparse>(0);
  bench.note(Observed::crashed);
  system.disk.cells = {{"a", 1}, {"b", 2}};
  const ScheduleOf<Sparse> schedule{Put{"b", 2}, Crash{"point", 1}, Put{"a", 1}, Restart{}};
  const RunResult result = bench.run(system, schedule);
  EXPECT_EQ(summary(result), "pass") << result.verdict.message;
}

}  // namespace
}  // namespace faultline
