#include "faultline/engine/runner/runner.h"

#include <gtest/gtest.h>

#include "runner/fake_system.h"

namespace faultline {
namespace {

using namespace tiny;
using namespace testing;

using Cell = FakeSystem<Cells>;
using Hook = std::optional<OutcomeOf<Cells>>;

const ScheduleOf<Cells> kTwoCells{Put{"a", 1}, Put{"b", 2}, Get{"a"}, Restart{}, Get{"b"}};

// Runs a system whose execution is `hook`.
RunResult run_with(std::function<Hook(Cell&, const Cells::Command&)> hook, const ScheduleOf<Cells>& schedule) {
  Cell system;
  system.on_execute = std::move(hook);
  return Bench().run(system, schedule);
}

bool is_get(const Cells::Command& command, Key key) {
  const auto* get = std::get_if<Get>(&command);
  return get != nullptr && get->key == key;
}

TEST(Runner, AHealthyRunPasses) {
  Cell system;
  const RunResult result = Bench().run(system, kTwoCells);
  EXPECT_EQ(summary(result), "pass") << result.verdict.message;
  EXPECT_EQ(result.stats.steps, 5u);
  EXPECT_EQ(result.stats.commands, 4u);
  EXPECT_EQ(result.stats.recoveries, 1u);
  EXPECT_EQ(result.stats.crashes, 0u);
  EXPECT_TRUE(result.unfired.empty());
  EXPECT_EQ(system.opens, 2);
  EXPECT_EQ(system.closes, 2);
  EXPECT_EQ(system.executed, 4 + 4 + 4);  // the commands, and four audited keys after the restart and in the end
  EXPECT_EQ(system.learned, system.executed);
}

TEST(Runner, AnEmptyScheduleStillAudits) {
  Cell system;
  EXPECT_EQ(summary(Bench().run(system, {})), "pass");
  EXPECT_EQ(system.executed, 4);
}

TEST(Runner, AWrongReply) {
  const auto result = run_with([](Cell&, const auto& c) { return is_get(c, "a") ? Hook(7) : Hook(); }, kTwoCells);
  EXPECT_EQ(summary(result), "wrong_reply get@2");
  EXPECT_NE(result.verdict.message.find("get(key=\"a\")"), std::string::npos) << result.verdict.message;
}

TEST(Runner, AWrongReplyOfAWrite) {
  const auto result =
      run_with([](Cell&, const auto& c) { return std::holds_alternative<Put>(c) ? Hook(1) : Hook(); }, kTwoCells);
  EXPECT_EQ(summary(result), "wrong_reply put@0");
}

TEST(Runner, AWrongStateIsFoundByTheFinalAudit) {
  const auto result = run_with(
      [](Cell& system, const auto& c) {
        auto outcome = Hook(system.right(c));
        system.disk.cells["d"] = 4;  // nobody asked for that
        return outcome;
      },
      {Put{"a", 1}});
  EXPECT_EQ(summary(result), "wrong_reply audit.get@1");
}

TEST(Runner, AnUnexpectedError) {
  const auto result = run_with(
      [](Cell&, const auto& c) { return is_get(c, "a") ? Hook(fail("disk_full", "0 left")) : Hook(); }, kTwoCells);
  EXPECT_EQ(summary(result), "unexpected_error get@2");
  EXPECT_NE(result.verdict.message.find("disk_full"), std::string::npos) << result.verdict.message;
}

TEST(Runner, AnExceptionOfAnyKind) {
  const auto standard = run_with(
      [](Cell&, const auto& c) -> Hook {
        if (is_get(c, "a")) throw std::runtime_error("out of handles");
        return std::nullopt;
      },
      kTwoCells);
  EXPECT_EQ(summary(standard), "exception get@2");
  EXPECT_NE(standard.verdict.message.find("out of handles"), std::string::npos) << standard.verdict.message;

  const auto odd = run_with([](Cell&, const auto&) -> Hook { throw 7; }, kTwoCells);
  EXPECT_EQ(summary(odd), "exception put@0");
}

TEST(Runner, AFailedRunEndsThereAndClosesItsTarget) {
  Cell system;
  system.on_execute = [](Cell&, const auto&) { return Hook(fail("no")); };
  EXPECT_EQ(summary(Bench().run(system, kTwoCells)), "unexpected_error put@0");
  EXPECT_EQ(system.executed, 1);
  EXPECT_EQ(system.closes, 1);
}

// --- outcomes nobody knows ---

TEST(Runner, AnUnknownOutcomeMayBeEither) {
  for (const bool applied : {true, false}) {
    const auto result = run_with(
        [applied](Cell& system, const auto& c) -> Hook {
          if (!std::holds_alternative<Put>(c)) return std::nullopt;
          if (applied) (void)system.right(c);
          return info("timeout");
        },
        {Put{"a", 1}, Get{"a"}, Restart{}, Get{"a"}});
    EXPECT_EQ(summary(result), "pass") << applied << ' ' << result.verdict.message;
  }
}

TEST(Runner, AnUnknownOutcomeIsNoLicence) {
  const auto result = run_with(
      [](Cell& system, const auto& c) -> Hook {
        if (!std::holds_alternative<Put>(c)) return std::nullopt;
        system.disk.cells["a"] = 9;  // another value than the one sent
        return info("timeout");
      },
      {Put{"a", 1}, Get{"a"}});
  EXPECT_EQ(summary(result), "wrong_reply get@1");
}

// --- faults ---

Hook fail_puts_while_armed(Cell& system, const Cells::Command& c) {
  if (!std::holds_alternative<Put>(c) || system.disk.busy == 0) return std::nullopt;
  --system.disk.busy;
  ++system.faults_fired;
  return fail("busy");
}

TEST(Runner, AnArmedFaultIsPermittedAndCounted) {
  Cell system;
  system.on_inject = [](Cell& s) { s.disk.busy = 2; };
  system.on_execute = fail_puts_while_armed;
  const ScheduleOf<Cells> schedule{Cells::Fault(Busy{2}), Put{"a", 1}, Put{"a", 2}, Put{"a", 3}, Get{"a"}};
  const RunResult result = Bench().run(system, schedule);
  EXPECT_EQ(summary(result), "pass") << result.verdict.message;
  EXPECT_EQ(result.stats.faults_armed, 1u);
  EXPECT_EQ(result.stats.faults_fired, 2u);
  EXPECT_TRUE(result.unfired.empty());
}

TEST(Runner, AFaultFiringMoreOftenThanArmedIsAFailure) {
  Cell system;
  system.on_inject = [](Cell& s) { s.disk.busy = 2; };
  system.on_execute = fail_puts_while_armed;
  const ScheduleOf<Cells> schedule{Cells::Fault(Busy{1}), Put{"a", 1}, Put{"a", 2}};
  EXPECT_EQ(summary(Bench().run(system, schedule)), "unexpected_error put@2");
}

TEST(Runner, HealTurnsFaultsOff) {
  Cell system;
  system.on_inject = [](Cell& s) { s.disk.busy = 2; };
  system.on_heal = [](Cell& s) { s.disk.busy = 0; };
  system.on_execute = fail_puts_while_armed;
  const ScheduleOf<Cells> schedule{Cells::Fault(Busy{2}), Heal{}, Put{"a", 1}, Get{"a"}};
  const RunResult healed = Bench().run(system, schedule);
  EXPECT_EQ(summary(healed), "pass") << healed.verdict.message;
  EXPECT_EQ(healed.unfired, std::vector<std::uint32_t>{0});

  system.on_heal = nullptr;  // it does not heal: the error is no longer permitted
  EXPECT_EQ(summary(Bench().run(system, schedule)), "unexpected_error put@2");
}

TEST(Runner, UnfiredFaultsAndCrashesAreNamed) {
  Cell system;
  const ScheduleOf<Cells> schedule{Cells::Fault(Busy{1}), Crash{"p", 1}, Put{"a", 1}, Cells::Fault(Busy{2}),
                                   Crash{"q", 1}};
  RunResult result = Bench().run(system, schedule);
  std::sort(result.unfired.begin(), result.unfired.end());
  EXPECT_EQ(result.unfired, (std::vector<std::uint32_t>{0, 1, 3, 4}));
}

TEST(Runner, AnExceptionOfInjectOrHealIsAFailure) {
  Cell system;
  system.on_inject = [](Cell&) { throw std::runtime_error("cannot arm"); };
  const ScheduleOf<Cells> schedule{Cells::Fault(Busy{1}), Put{"a", 1}};
  RunResult result;
  ASSERT_NO_THROW(result = Bench().run(system, schedule));
  EXPECT_EQ(result.verdict.failure, FailureClass::exception);

  Cell unhealing;
  unhealing.on_heal = [](Cell&) { throw std::runtime_error("cannot heal"); };
  ASSERT_NO_THROW(result = Bench().run(unhealing, {Put{"a", 1}}));
  EXPECT_EQ(result.verdict.failure, FailureClass::exception);
}

// --- limits ---

TEST(Runner, AFullJournalIsInconclusive) {
  Cell system;
  const RunResult result = Bench(100).run(system, kTwoCells);
  EXPECT_EQ(result.verdict.kind, VerdictKind::inconclusive);
  EXPECT_NE(result.verdict.message.find("journal"), std::string::npos) << result.verdict.message;
  EXPECT_EQ(system.opens, system.closes);
}

// Thirteen unknown additions have 8,192 sums, twice the cap.
ScheduleOf<Counter> too_many_unknowns() {
  ScheduleOf<Counter> schedule;
  for (int i = 0; i < 13; ++i) schedule.push_back(Add{1 << i});
  schedule.push_back(Total{});
  return schedule;
}
std::optional<OutcomeOf<Counter>> lose_replies(FakeSystem<Counter>& system, const Counter::Command& c) {
  if (!std::holds_alternative<Add>(c)) return std::nullopt;
  (void)system.right(c);
  return info("timeout");
}

TEST(Runner, TooManyWorldsAreInconclusive) {
  FakeSystem<Counter> system;
  system.on_execute = [](auto&, const auto& c) -> std::optional<OutcomeOf<Counter>> {
    if (std::holds_alternative<Add>(c)) return info("timeout");  // and none of them is applied
    return std::nullopt;
  };
  const RunResult result = Bench(1 << 20).run(system, too_many_unknowns());
  EXPECT_EQ(result.verdict.kind, VerdictKind::inconclusive);
  EXPECT_NE(result.verdict.message.find("possible worlds"), std::string::npos) << result.verdict.message;
}

TEST(Runner, TooManyWorldsAreInconclusiveWhereTheRightOneIsOverTheCap) {
  FakeSystem<Counter> system;  // honest: each addition is applied, its reply lost
  system.on_execute = lose_replies;
  const RunResult result = Bench(1 << 20).run(system, too_many_unknowns());
  EXPECT_EQ(summary(result), "inconclusive") << result.verdict.message;
}

}  // namespace
}  // namespace faultline
