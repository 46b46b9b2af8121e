// From the engine's view of a check to the minimiser's, with runs that a function makes up.
#include <algorithm>
#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "faultline/targets/attach/shrinking.h"

#include "schedules.h"

namespace faultline::attach {
namespace {

using namespace shrink::testing;

using Judge = std::function<Verdict(const Schedule&)>;

Bytes pack(const shrink::Node& schedule) { return to_bytes(shrink::value_of<Schedule>(schedule)); }
Schedule unpack(const Bytes& bytes) {
  Schedule schedule;
  Reader reader(bytes);
  decode(reader, schedule);
  return schedule;
}

Verdict failed(FailureClass failure, std::string origin, std::uint32_t step = 0) {
  return {VerdictKind::fail, failure, std::move(origin), "", step};
}

CheckInfo check_info() {
  CheckInfo info;
  info.crash_points = kPoints;
  info.recovers = false;
  return info;
}

// The runs of one minimisation: what was run, in which batches.
struct Bench {
  Judge judge;
  std::vector<Schedule> runs{};
  std::size_t largest_batch = 0;

  Minimised minimise(const Schedule& start, const MinimiseLimits& limits = {},
                     std::vector<std::uint32_t> unfired = {}) {
    RunResult failure;
    failure.verdict = judge(start);
    failure.unfired = std::move(unfired);
    const Evaluate evaluate = [this](const std::vector<Bytes>& schedules) {
      largest_batch = std::max(largest_batch, schedules.size());
      std::vector<RunResult> results;
      for (const Bytes& bytes : schedules) {
        runs.push_back(unpack(bytes));
        results.emplace_back().verdict = judge(runs.back());
        results.back().digest = bytes.size();
      }
      return results;
    };
    return minimise_run(check_info(), shrink::to_tree(start), &pack, failure, evaluate, limits);
  }
};

std::size_t deletes(const Schedule& schedule) {
  return static_cast<std::size_t>(
      std::count_if(schedule.begin(), schedule.end(), [](auto& step) { return as<Delete>(step) != nullptr; }));
}
bool has_set(const Schedule& schedule) {
  return std::any_of(schedule.begin(), schedule.end(), [](auto& step) { return as<Set>(step) != nullptr; });
}

const AnyStep kSync = Command(Sync{}), kA = Command(Delete{"a"}), kB = Command(Delete{"b"});
const AnyStep kSet = Command(Set{"b", 7});

// A deep failure with a set and two deletes; with one delete alone a shallow one, at two places.
Verdict two_bugs(const Schedule& schedule) {
  if (deletes(schedule) >= 2 && has_set(schedule)) return failed(FailureClass::broken_invariant, "invariant");
  if (deletes(schedule) == 1) return failed(FailureClass::broken_invariant, has_set(schedule) ? "set" : "delete");
  return {};
}

TEST(MinimiseRun, ChasesTheSameBugAndNotesOthersOnce) {
  Bench bench{two_bugs};
  const auto out = bench.minimise({kSync, kSet, kB, kSync, kA, kSync, Restart{}});
  EXPECT_EQ(text(unpack(out.schedule)), text({Command(Set{"a", 0}), kA, kA}));
  EXPECT_EQ(out.verdict.origin, "invariant");
  EXPECT_TRUE(out.one_minimal && !out.capped);
  EXPECT_EQ(out.executions, bench.runs.size());
  EXPECT_EQ(out.path.size(), out.accepted + 1);
  EXPECT_EQ(out.path.back(), out.schedule);
  for (const Bytes& best : out.path) EXPECT_EQ(two_bugs(unpack(best)).origin, "invariant");
  std::set<std::string> origins;
  for (const auto& [bytes, result] : out.others) {
    EXPECT_TRUE(origins.insert(result.verdict.origin).second) << "noted once";
    EXPECT_EQ(two_bugs(unpack(bytes)).origin, result.verdict.origin) << "with the schedule that it was met in";
    EXPECT_EQ(result.digest, bytes.size());
  }
  EXPECT_EQ(origins, (std::set<std::string>{"delete", "set"}));
}

TEST(MinimiseRun, ClassAndOriginBothMatter) {
  const auto judge = [](const Schedule& s) {
    if (s.size() >= 4) return failed(FailureClass::exception, "sync");
    if (s.size() == 3) return failed(FailureClass::exited, "sync");
    return s.empty() ? Verdict{} : failed(FailureClass::exception, "delete");
  };
  const auto out = Bench{judge}.minimise(Schedule(9, kSync));
  EXPECT_EQ(unpack(out.schedule).size(), 4u);
  EXPECT_EQ(out.others.size(), 2u);
}

TEST(MinimiseRun, AnyNumberOfWorkersComesToTheSame) {
  const Schedule start = [] {
    for (std::uint64_t seed = 0;; ++seed)
      if (auto s = random_schedule(seed, 40); deletes(s) >= 2 && has_set(s)) return s;
  }();
  Bench alone{two_bugs};
  const auto one = alone.minimise(start);
  EXPECT_EQ(alone.largest_batch, 1u);
  for (const std::uint32_t workers : {2u, 3u, 8u}) {
    MinimiseLimits limits;
    limits.workers = workers;
    Bench bench{two_bugs};
    const auto many = bench.minimise(start, limits);
    EXPECT_GT(bench.largest_batch, 1u);
    EXPECT_LE(bench.largest_batch, workers);
    EXPECT_EQ(many.schedule, one.schedule);
    EXPECT_EQ(many.executions, one.executions);
    EXPECT_EQ(many.accepted, one.accepted);
    EXPECT_EQ(many.path, one.path);
    ASSERT_EQ(many.others.size(), one.others.size());
    for (std::size_t i = 0; i < one.others.size(); ++i) EXPECT_EQ(many.others[i].first, one.others[i].first);
  }
}

// From the second set on every delete replies wrongly; an audit sees it too.
Verdict wrong_after_a_set(const Schedule& schedule, const std::string& audit) {
  bool set = false;
  for (std::uint32_t i = 0; i < schedule.size(); ++i) {
    set = set || as<Set>(schedule[i]);
    if (set && as<Delete>(schedule[i])) return failed(FailureClass::wrong_reply, "delete", i);
  }
  if (!set || audit.empty()) return {};
  return failed(FailureClass::wrong_reply, audit, static_cast<std::uint32_t>(schedule.size()));
}

TEST(MinimiseRun, ChasesWhatAnAuditSeesInItsPlace) {
  const Schedule start{kSync, kSet, kSync, kB, kSync};
  Bench bench{[](auto& s) { return wrong_after_a_set(s, "audit.get"); }};
  const auto out = bench.minimise(start);
  EXPECT_EQ(out.verdict.origin, "audit.get");
  EXPECT_EQ(text(unpack(out.schedule)), text({Command(Set{"a", 0})}));
  EXPECT_EQ(bench.runs.front(), (Schedule{kSync, kSet, kSync}));
  EXPECT_EQ(out.executions, bench.runs.size()) << "the audit's run counts";
}

TEST(MinimiseRun, KeepsToTheCommandWhereNoAuditSeesIt) {
  Bench bench{[](auto& s) { return wrong_after_a_set(s, ""); }};
  const auto out = bench.minimise({kSync, kSet, kSync, kB, kSync});
  EXPECT_EQ(out.verdict.origin, "delete");
  EXPECT_EQ(text(unpack(out.schedule)), text({Command(Set{"a", 0}), kA}));
  for (std::size_t i = 1; i < bench.runs.size(); ++i)
    EXPECT_TRUE(as<Delete>(bench.runs[i].back())) << "nothing else can fail so: " << text(bench.runs[i]);
}

// The audit's own command may have died so: no kind of last step is ruled out.
TEST(MinimiseRun, ASignalInACommandMayBeTheAudits) {
  Bench bench{[](const Schedule& s) {
    return !s.empty() && as<Delete>(s.back())
               ? failed(FailureClass::died_by_signal, "SIGSEGV delete", static_cast<std::uint32_t>(s.size() - 1))
               : Verdict{};
  }};
  const auto out = bench.minimise({kSync, kSet, kB});
  EXPECT_EQ(text(unpack(out.schedule)), text({kA}));
  EXPECT_TRUE(std::any_of(bench.runs.begin(), bench.runs.end(),
                          [](const Schedule& run) { return run.empty() || !as<Delete>(run.back()); }));
}

TEST(MinimiseRun, AFailureOfNoCommandMayEndInAny) {
  Bench bench{[](const Schedule& s) {
    return s.empty() ? Verdict{}
                     : failed(FailureClass::broken_invariant, "invariant", static_cast<std::uint32_t>(s.size() - 1));
  }};
  EXPECT_EQ(text(unpack(bench.minimise({kSet, kB}).schedule)), text({kSync}));
}

TEST(MinimiseRun, StopsAtItsExecutions) {
  for (const std::uint32_t cap : {0u, 1u, 2u, 5u}) {
    Bench bench{[](auto& s) { return wrong_after_a_set(s, "audit.get"); }};
    MinimiseLimits limits;
    limits.executions = cap;
    const auto out = bench.minimise({kSync, kSet, kSync, kB, kSync}, limits);
    EXPECT_LE(bench.runs.size(), cap);
    EXPECT_EQ(out.executions, bench.runs.size());
    EXPECT_TRUE(out.capped && !out.one_minimal) << cap;
  }
}

TEST(MinimiseRun, TellsItsProgress) {
  Bench bench{two_bugs};
  std::vector<std::uint32_t> executions;
  std::vector<ScheduleSize> sizes;
  MinimiseLimits limits;
  limits.progress = [&](std::uint32_t count, const ScheduleSize& best) {
    executions.push_back(count);
    sizes.push_back(best);
  };
  const AnyStep pair = Together<Command>{{Sync{}, Sync{}}};
  const auto out = bench.minimise({kSet, kA, kB, pair, Fault(Drop{1}), Crash{"sync", 1}}, limits);
  ASSERT_EQ(executions.size(), out.executions);
  EXPECT_EQ(executions.front(), 1u);
  EXPECT_EQ(executions.back(), out.executions);
  const ScheduleSize first = sizes.front();
  EXPECT_EQ(first.commands, 5u);
  EXPECT_EQ(first.faults, 1u);
  EXPECT_EQ(first.crashes, 1u);
  EXPECT_EQ(first.steps, 6u);
  EXPECT_EQ(first.togethers, 1u);
  EXPECT_EQ(sizes.back().steps, 3u);
}

TEST(QuestionsOf, SayWhatIsAskedInTheEnginesWords) {
  const AnyStep drop = Fault(Drop{3});
  const auto questions = questions_of(check_info(), shrink::to_tree(Schedule{drop, kA}), &pack);
  ASSERT_EQ(questions.size(), 5u);
  EXPECT_EQ(questions[0].kind, Question::Kind::without);
  EXPECT_EQ(questions[0].schedules, std::vector<Bytes>{to_bytes(Schedule{kA})});
  EXPECT_EQ(questions[1].kind, Question::Kind::later);
  EXPECT_EQ(questions[1].schedules, std::vector<Bytes>{to_bytes(Schedule{kA, drop})});
  EXPECT_EQ(questions[2].kind, Question::Kind::other_value);
  EXPECT_EQ(questions[2].argument, "n");
  EXPECT_EQ(questions[3].step, 1u);
  EXPECT_EQ(questions[4].argument, "key");
  EXPECT_EQ(questions[4].schedules.size(), 3u);
}

}  // namespace
}  // namespace faultline::attach
