// Construction, clean restarts, and what is gone after them.
#include <gtest/gtest.h>

#include "runner/fake_system.h"

namespace faultline {
namespace {

using namespace tiny;
using namespace testing;

using Cell = FakeSystem<Cells>;

// Runs a system whose n-th construction does `hook`.
RunResult run_with_open(int nth, std::function<void(Cell&)> hook, const ScheduleOf<Cells>& schedule) {
  Cell system;
  system.on_open = [&](Cell& s) {
    if (s.opens == nth) hook(s);
  };
  return Bench().run(system, schedule);
}

const ScheduleOf<Cells> kRestarted{Put{"a", 1}, Put{"a", 2}, Put{"b", 3}, Restart{}, Get{"a"}};

TEST(Recovery, AFailingFirstConstruction) {
  const auto result = run_with_open(
      1, [](Cell&) { throw std::runtime_error("no such file"); }, kRestarted);
  EXPECT_EQ(summary(result), "recovery_failed start@0");
  EXPECT_EQ(result.verdict.message, "start failed: no such file");
  EXPECT_EQ(result.stats.steps, 0u);
}

TEST(Recovery, AFailingRestart) {
  const auto result = run_with_open(
      2, [](Cell&) { throw std::runtime_error("bad checksum"); }, kRestarted);
  EXPECT_EQ(summary(result), "recovery_failed recovery@3");
  EXPECT_EQ(result.verdict.message, "recovery failed: bad checksum");

  const auto odd = run_with_open(
      2, [](Cell&) { throw 7; }, kRestarted);
  EXPECT_EQ(summary(odd), "recovery_failed recovery@3");
}

TEST(Recovery, AFaultlessRestartPasses) {
  EXPECT_EQ(summary(run_with_open(
                2, [](Cell&) {}, kRestarted)),
            "pass");
}

TEST(Recovery, LosingTheLastAcknowledgedWrite) {
  const auto result = run_with_open(
      2, [](Cell& s) { s.disk.cells["a"] = 1; }, kRestarted);
  EXPECT_EQ(summary(result), "lost_ack audit.get@3");
}

TEST(Recovery, LosingEverything) {
  const auto result = run_with_open(
      2, [](Cell& s) { s.disk.cells.clear(); }, kRestarted);
  EXPECT_EQ(summary(result), "lost_ack audit.get@3");
}

TEST(Recovery, AStateThatNeverWas) {
  const auto result = run_with_open(
      2, [](Cell& s) { s.disk.cells["b"] = 9; }, kRestarted);
  EXPECT_EQ(summary(result), "corrupt_recovery audit.get@3");
}

TEST(Recovery, ALossBehindTheSecondRestartIsFoundThere) {
  const ScheduleOf<Cells> schedule{Put{"a", 1}, Restart{}, Put{"b", 2}, Restart{}};
  const auto lost = run_with_open(
      3, [](Cell& s) { s.disk.cells.erase("b"); }, schedule);
  EXPECT_EQ(summary(lost), "lost_ack audit.get@3");
}

TEST(Recovery, ALossThatOnlyTheFinalAuditSees) {
  Cell system;
  system.on_execute = [](Cell& s, const auto& c) -> std::optional<OutcomeOf<Cells>> {
    if (const auto* get = std::get_if<Get>(&c); get != nullptr && get->key == Key("d") && s.executed > 9)
      s.disk.cells.erase("a");
    return std::nullopt;
  };
  // Nine executions are the commands and the first audit; the tenth meets the loss, the final audit's first get sees
  // it.
  const ScheduleOf<Cells> schedule{Put{"a", 1}, Put{"b", 1}, Restart{}, Put{"b", 2}, Put{"c", 2}, Get{"b"}, Get{"d"}};
  EXPECT_EQ(summary(Bench().run(system, schedule)), "lost_ack audit.get@7");
}

TEST(Recovery, ARestartDisarmsFaults) {
  Cell system;
  system.on_execute = [](Cell&, const auto& c) -> std::optional<OutcomeOf<Cells>> {
    if (std::holds_alternative<Put>(c)) return fail("busy");
    return std::nullopt;
  };
  const ScheduleOf<Cells> schedule{Cells::Fault(Busy{3}), Put{"a", 1}, Restart{}, Put{"a", 1}};
  EXPECT_EQ(summary(Bench().run(system, schedule)), "unexpected_error put@3");
}

TEST(Recovery, AnUnknownWriteMayBeThereOrNotButNotLater) {
  ScheduleOf<Cells> schedule{Put{"a", 1}, Restart{}, Get{"a"}, Get{"a"}};
  Cell system;
  system.on_execute = [](Cell& s, const auto& c) -> std::optional<OutcomeOf<Cells>> {
    if (std::holds_alternative<Put>(c)) return info("timeout");
    if (s.executed == 7) s.disk.cells["a"] = 1;  // the second get: after the restart nothing old may run
    return std::nullopt;
  };
  EXPECT_EQ(summary(Bench().run(system, schedule)), "wrong_reply get@3");
}

}  // namespace
}  // namespace faultline
