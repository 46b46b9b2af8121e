// The optional hooks of a model, each with a run that it catches and one that it lets pass.
#include <gtest/gtest.h>

#include "faultline/engine/runner/perturbation.h"

#include "runner/fake_system.h"

namespace faultline {
namespace {

using namespace tiny;
using namespace testing;

// --- time ---

// A cell whose value is gone when more than `kLife` seconds have passed.
struct Fading {
  static constexpr std::int64_t kLife = 5;
  using Command = std::variant<Put, Get>;
  using Reply = std::int64_t;
  std::int64_t now = 0, put_at = -100, value = -1;

  Reply apply(const Put& put) {
    put_at = now;
    value = put.value;
    return 0;
  }
  Reply apply(const Get&) { return now > put_at + kLife ? -1 : value; }
  void advance(std::int64_t seconds) { now += seconds; }
  bool operator==(const Fading&) const = default;
};

// Takes its time from the run, as a target does.
class FadingSystem : public FakeSystem<Fading> {
 public:
  explicit FadingSystem(std::int64_t slow) : slow_(slow) {}
  void open(Run& run) override {
    run_ = &run;
    FakeSystem::open(run);
  }
  OutcomeOf<Fading> execute(const Command& command) override {
    disk.now = run_->now() / slow_;
    return FakeSystem::execute(command);
  }

 private:
  std::int64_t slow_;
  Run* run_ = nullptr;
};

std::string run_fading(std::int64_t slow) {
  Bench bench;
  FadingSystem system(slow);
  return summary(bench.run(system, {Put{"a", 1}, Advance{3}, Get{"a"}, Restart{}, Advance{3}, Get{"a"}}));
}

TEST(Time, MovesForModelAndTargetAlikeAndThroughRestarts) { EXPECT_EQ(run_fading(1), "pass"); }
TEST(Time, ATargetWhoseClockIsSlowIsCaught) { EXPECT_EQ(run_fading(2), "wrong_reply get@5"); }

// --- allowed ---

// Nothing may be read before it was put.
struct Careful : Cells {
  bool allowed(const Command& command) const {
    const auto* get = std::get_if<Get>(&command);
    return get == nullptr || cells.contains(get->key);
  }
  bool operator==(const Careful&) const = default;
};

std::string run_careful(const ScheduleOf<Careful>& schedule, int& executed) {
  Bench bench;
  FakeSystem<Careful> system;
  system.on_execute = [&](auto& s, const auto& command) -> std::optional<OutcomeOf<Careful>> {
    if (s.disk.allowed(command)) return std::nullopt;
    throw std::runtime_error("it was not allowed");
  };
  RunResult result = bench.run(system, schedule);
  executed = static_cast<int>(result.stats.commands);
  return summary(result);
}

TEST(Allowed, WhatIsNotIsSkippedAndNeverReachesTheTarget) {
  int commands = 0;
  EXPECT_EQ(run_careful({Put{"a", 1}, Get{"b"}, Get{"a"}}, commands), "exception get@3");  // the audit is not asked
  EXPECT_EQ(run_careful({Put{"a", 1}, Put{"b", 1}, Put{"c", 1}, Put{"d", 1}, Get{"b"}}, commands), "pass");
}

// --- invariant ---

// Cells of which at most two may be full.
struct Pair : Cells {
  std::string invariant() const { return cells.size() > 2 ? "more than two cells are full" : ""; }
  bool operator==(const Pair&) const = default;
};

RunResult run_pair(const ScheduleOf<Pair>& schedule) {
  Bench bench;
  FakeSystem<Pair> system;
  return bench.run(system, schedule);
}

TEST(Invariant, IsAskedAfterEachCommand) {
  EXPECT_EQ(summary(run_pair({Put{"a", 1}, Put{"b", 1}, Put{"a", 2}})), "pass");
  const RunResult broken = run_pair({Put{"a", 1}, Put{"b", 1}, Put{"c", 1}, Put{"d", 1}});
  EXPECT_EQ(summary(broken), "broken_invariant put@2");
  EXPECT_EQ(broken.verdict.message, "more than two cells are full");
}

// --- receipts ---

// A put may fail only while a fault fires.
struct Receipts : Cells {
  bool permits(const Command&, const Error& error, std::uint32_t fired) { return error.kind == "busy" && fired > 0; }
  bool operator==(const Receipts&) const = default;
};

std::string run_receipts(bool receipt) {
  Bench bench;
  FakeSystem<Receipts> system;
  system.on_execute = [&](auto& s, const auto& command) -> std::optional<OutcomeOf<Receipts>> {
    if (!std::holds_alternative<Put>(command)) return std::nullopt;
    s.faults_fired += receipt;
    return fail("busy");
  };
  return summary(bench.run(system, {Receipts::Fault(Busy{1}), Put{"a", 1}}));
}

TEST(Receipts, AnErrorNeedsAFaultThatFired) {
  EXPECT_EQ(run_receipts(true), "pass");
  EXPECT_EQ(run_receipts(false), "unexpected_error put@1");
}

// A fault that acts while it is injected has fired then, and permits what the next command meets.
TEST(Receipts, AreAskedAfterInjectingToo) {
  Bench bench;
  FakeSystem<Receipts> system;
  system.on_inject = [](auto& s) { ++s.faults_fired; };
  system.on_execute = [](auto& s, const auto&) -> std::optional<OutcomeOf<Receipts>> {
    return s.executed == 1 ? std::optional<OutcomeOf<Receipts>>(fail("busy")) : std::nullopt;
  };
  const ScheduleOf<Receipts> schedule{Receipts::Fault(Busy{1}), Receipts::Fault(Busy{2}), Put{"a", 1}, Get{"a"},
                                      Receipts::Fault(Busy{3})};
  const RunResult result = bench.run(system, schedule);
  EXPECT_EQ(summary(result), "pass") << result.verdict.message;
  EXPECT_EQ(result.stats.faults_fired, 3u);
  EXPECT_TRUE(result.unfired.empty());
  const RunResult walked = bench.walk<Receipts>(schedule);
  EXPECT_EQ(walked.stats.faults_fired, 3u);
  EXPECT_EQ(walked.digest, result.digest);
}

// Whether it fired in the call that the process died in, nobody can say: it is not among those that never did.
TEST(Receipts, OfACallThatNeverReturnedAreNotKnown) {
  const ScheduleOf<Receipts> schedule{Receipts::Fault(Busy{1}), Receipts::Fault(Busy{2}), Put{"a", 1}};
  const auto unfired = [&](Observed last, std::string_view payload) {
    Bench bench;
    bench.note(Observed::opened);
    for (int i = 0; i < 2; ++i) bench.note(Observed::disturbed, std::string_view("\0\0\0\0", 4));
    if (last != Observed::opened) bench.note(last, payload);
    return bench.walk<Receipts>(schedule).unfired;
  };
  const std::vector<std::uint32_t> first{0};
  EXPECT_EQ(unfired(Observed::crashed, "point"), first);
  EXPECT_EQ(unfired(Observed::threw, "why"), first);
  EXPECT_EQ(unfired(Observed::opened, ""), first) << "the journal ends there";
}

// --- handles ---

struct Ticket {
  Minted id;
  bool operator==(const Ticket&) const = default;
};
BOOST_DESCRIBE_STRUCT(Ticket, (), (id))
struct Take {};
BOOST_DESCRIBE_STRUCT(Take, (), ())
struct Return {
  Ref<Ticket> ticket;
};
BOOST_DESCRIBE_STRUCT(Return, (), (ticket))

// Hands out tickets; says whether a returned one was out.
struct Desk {
  using Command = std::variant<Take, Return>;
  using Reply = std::variant<Ticket, bool>;
  std::vector<Ticket> out;

  bool step(const Command& command, const Reply& reply) {
    if (std::holds_alternative<Take>(command)) {
      out.push_back(std::get<Ticket>(reply));
      return true;
    }
    const auto* was_out = std::get_if<bool>(&reply);
    return was_out != nullptr && *was_out == take_back(std::get<Return>(command));
  }
  void assume(const Command&) {}
  std::string expect(const Command&) const { return "?"; }
  bool take_back(const Return& r) { return std::erase(out, *r.ticket) > 0; }
  bool operator==(const Desk&) const = default;
};

RunResult run_desk(const ScheduleOf<Desk>& schedule, bool forgetful, int& executed) {
  Bench bench;
  FakeSystem<Desk> system;
  int tickets = 0;
  system.on_execute = [&](auto& s, const auto& command) -> std::optional<OutcomeOf<Desk>> {
    if (std::holds_alternative<Take>(command)) {
      s.disk.out.push_back({{"t" + std::to_string(++tickets)}});
      return Desk::Reply(s.disk.out.back());
    }
    return Desk::Reply(s.disk.take_back(std::get<Return>(command)) && !forgetful);
  };
  RunResult result = bench.run(system, schedule);
  executed = system.executed;
  return result;
}

TEST(HandlesInARun, AreThoseThatTheTargetMintedAndDanglingOnesAreSkipped) {
  int executed = 0;
  const Return latest{Ref<Ticket>::at(0)}, before{Ref<Ticket>::at(1)};
  EXPECT_EQ(summary(run_desk({latest, Take{}, before, latest, latest, Take{}, before}, false, executed)), "pass");
  EXPECT_EQ(executed, 5);
  EXPECT_EQ(summary(run_desk({latest, Take{}, latest}, true, executed)), "wrong_reply return@2");
}

// --- what is counted, and what can be perturbed ---

TEST(TallyOfARun, CountsCommandsByFaultAndFate) {
  Bench bench;
  FakeSystem<Cells> system;
  system.on_execute = [](auto& s, const auto& command) -> std::optional<OutcomeOf<Cells>> {
    if (!std::holds_alternative<Put>(command) || s.faults_fired > 0) return std::nullopt;
    ++s.faults_fired;
    return fail("busy");
  };
  static Tally tally{};
  bench.tally = &tally;
  const ScheduleOf<Cells> schedule{Cells::Fault(Busy{1}), Put{"a", 1}, Put{"a", 2}, Get{"a"}, Get{"b"}};
  EXPECT_EQ(summary(bench.run(system, schedule)), "pass");
  constexpr TallyLayout layout = tally_layout<Cells>();
  EXPECT_EQ(layout.replies, 1u);
  EXPECT_EQ(tally.armed[0], 1u);
  EXPECT_EQ(tally.cells[layout.index(0, 1, 1 + static_cast<std::size_t>(Fate::failed))], 1u);
  EXPECT_EQ(tally.cells[layout.index(0, 0, 0)], 1u);
  EXPECT_EQ(tally.cells[layout.index(1, 0, 0)], 2u);  // the audit's reads are not counted
}

RunResult perturbed(std::vector<Perturbation> perturbations) {
  Bench bench;
  FakeSystem<Cells> system;
  PerturbedSystem<Cells> between(system, perturbations);
  return bench.run_system<Cells>(between, {Put{"a", 1}, Put{"a", 2}, Get{"a"}});
}

Bytes encoded(OutcomeOf<Cells> outcome) {
  Writer out;
  outcome.encode_to(out, true);
  return out.bytes();
}

TEST(Perturbation, ChangesOneAnswerOrEffect) {
  const auto healthy = perturbed({});
  EXPECT_EQ(summary(healthy), "pass");
  EXPECT_EQ(summary(perturbed({{1, Effect::never, encoded(0)}})), "wrong_reply get@2");
  EXPECT_EQ(summary(perturbed({{2, Effect::once, encoded(1)}})), "wrong_reply get@2");
  const auto twice = perturbed({{1, Effect::twice, ""}});
  EXPECT_EQ(summary(twice), "pass");
  EXPECT_EQ(twice.digest, healthy.digest);  // nothing to be seen
}

}  // namespace
}  // namespace faultline
