#include "faultline/targets/attach/shrinking.h"

#include <algorithm>
#include <map>

#include "faultline/shrink/counterfactuals.h"
#include "faultline/shrink/minimise_schedule.h"
#include "faultline/shrink/steps.h"

namespace faultline::attach {
namespace {

// A run of the minimiser: what is chased, and which other failures were met.
class Chase {
 public:
  Chase(const Pack& pack, const Verdict& verdict, const Evaluate& evaluate) : pack_(pack), evaluate_(evaluate) {
    out_.verdict = verdict;
  }

  std::vector<bool> fail(const std::vector<shrink::Node>& candidates) {
    std::vector<Bytes> packed;
    for (const auto& candidate : candidates) packed.push_back(pack_(candidate));
    const std::vector<RunResult> results = evaluate_(packed);
    std::vector<bool> same;
    for (std::size_t i = 0; i < results.size(); ++i) {
      same.push_back(out_.verdict.same_bug(results[i].verdict));
      if (results[i].verdict.failed() && !same.back()) met_.emplace(std::move(packed[i]), results[i]);
    }
    return same;
  }

  // Only what counts is a finding, so that findings do not depend on the number of workers either.
  void counted(const shrink::Node& candidate) {
    if (met_.empty()) return;
    const auto other = met_.find(pack_(candidate));
    if (other == met_.end()) return;
    const auto known = [&](const auto& one) { return one.second.verdict.same_bug(other->second.verdict); };
    if (std::none_of(out_.others.begin(), out_.others.end(), known)) out_.others.emplace_back(*other);
    met_.erase(other);
  }

  // A reply may be wrong because the state has been wrong for a while: which command meets it first is chance. An audit
  // in the place of the failing step reads the state with no command at all, so if that fails in the same way it is
  // what is chased from here on, and `schedule` ends there.
  void prefer_audit(shrink::Node& schedule, std::uint32_t failing_step) {
    const Verdict& verdict = out_.verdict;
    const bool reads = verdict.failure == FailureClass::wrong_reply;
    if (!reads || verdict.origin.starts_with("audit.") || failing_step >= schedule.parts.size()) return;
    shrink::Node cut = shrink::without(schedule, failing_step, schedule.parts.size());
    const RunResult result = evaluate_({pack_(cut)}).front();
    ++out_.executions;
    if (!result.verdict.failed() || result.verdict.failure != verdict.failure ||
        !result.verdict.origin.starts_with("audit."))
      return;
    out_.verdict = result.verdict;
    schedule = std::move(cut);
  }

  // Whether the origin is the kind of command that the step has.
  bool is_of_its_command(const shrink::Node& schedule, std::uint32_t step) const {
    // Only these say whether a command or the audit was answered so.
    const FailureClass failure = out_.verdict.failure;
    if (failure != FailureClass::wrong_reply && failure != FailureClass::unexpected_error) return false;
    if (step >= schedule.parts.size() || !shrink::is_step(schedule.parts[step], StepKind::command)) return false;
    const shrink::Node& command = schedule.parts[step].parts.front();
    const std::string& name = command.shape->parts[command.rank].name;
    return out_.verdict.origin == name;
  }

  Minimised& out() { return out_; }

 private:
  const Pack& pack_;
  const Evaluate& evaluate_;
  std::map<Bytes, RunResult> met_;
  Minimised out_;
};

Question::Kind kind_of(shrink::Counterfactual::Kind kind) {
  using From = shrink::Counterfactual::Kind;
  if (kind == From::without) return Question::Kind::without;
  return kind == From::later ? Question::Kind::later : Question::Kind::other_value;
}

ScheduleSize schedule_size(const shrink::Node& schedule) {
  const shrink::Key key = shrink::schedule_key(schedule);
  return {static_cast<std::uint32_t>(key[3]), static_cast<std::uint32_t>(key[1]), static_cast<std::uint32_t>(key[0]),
          static_cast<std::uint32_t>(key[4]), static_cast<std::uint32_t>(key[2])};
}

}  // namespace

Minimised minimise_run(const CheckInfo& info, const shrink::Node& schedule, const Pack& pack, const RunResult& failure,
                       const Evaluate& evaluate, const MinimiseLimits& limits) {
  Chase chase(pack, failure.verdict, evaluate);
  shrink::Node start = schedule;
  const std::uint32_t failing_step = failure.verdict.step;
  if (limits.executions > 0) chase.prefer_audit(start, failing_step);
  const bool of_its_command = chase.is_of_its_command(start, failing_step);
  std::uint32_t counted = chase.out().executions;

  shrink::Problem problem;
  problem.start = std::move(start);
  problem.fails = [&](const std::vector<shrink::Node>& candidates) { return chase.fail(candidates); };
  problem.on_counted = [&](const shrink::Node& candidate, const shrink::Node& best) {
    chase.counted(candidate);
    ++counted;
    if (limits.progress) limits.progress(counted, schedule_size(best));
  };
  std::vector<Bytes>& path = chase.out().path;
  path.push_back(pack(problem.start));
  problem.on_accepted = [&](std::uint32_t number, const shrink::Node& best) {
    path.resize(std::max<std::size_t>(path.size(), number + 1));
    path[number] = pack(best);
  };
  const auto minimum = shrink::minimise_schedule(
      std::move(problem), {failing_step, of_its_command, failure.unfired, info.crash_points, info.recovers},
      {limits.executions - counted, limits.seconds, limits.workers, limits.interrupted});
  Minimised& out = chase.out();
  out.schedule = pack(minimum.value);
  path.resize(minimum.accepted + 1);
  out.executions = counted;
  out.accepted = minimum.accepted;
  out.one_minimal = minimum.one_minimal;
  out.capped = minimum.capped;
  return std::move(out);
}

std::vector<Question> questions_of(const CheckInfo& info, const shrink::Node& schedule, const Pack& pack) {
  std::vector<Question> questions;
  for (const shrink::Counterfactual& asked : shrink::counterfactuals(schedule, info.crash_points)) {
    Question& question = questions.emplace_back();
    question.kind = kind_of(asked.kind);
    question.step = static_cast<std::uint32_t>(asked.step);
    question.argument = asked.argument;
    question.all = asked.all;
    for (const shrink::Node& other : asked.schedules) question.schedules.push_back(pack(other));
  }
  return questions;
}

}  // namespace faultline::attach
