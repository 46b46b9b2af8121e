#include "faultline/engine/campaign/pace.h"

#include <algorithm>

#include "faultline/engine/campaign/replays.h"

namespace faultline {
namespace {

// So many times what was needed is far more. A page that is used for the first time may take 20 us: memory is costly.
constexpr std::uint32_t kTimesAsLong = 10, kShortestStep = 60;  // ms
constexpr std::uint64_t kTimesAsMuch = 4, kLeastMemory = 32;    // MiB

Bounds learnt_bounds(const CheckInfo& check, const Needs& needs, FailureClass failure) {
  Bounds bounds{check.deadline_ms, 0};
  if (is_late(failure))
    bounds.step_ms = std::max(kShortestStep, std::min(kTimesAsLong * needs.step_ms, check.deadline_ms));
  if (failure == FailureClass::out_of_memory)
    bounds.memory_mb = std::min(std::max(kLeastMemory, kTimesAsMuch * needs.memory_mb), check.memory_limit_mb);
  return bounds;
}

}  // namespace

bool is_late(FailureClass failure) { return failure == FailureClass::hang || failure == FailureClass::deadlock; }
bool is_slow(FailureClass failure) { return is_late(failure) || failure == FailureClass::out_of_memory; }

double seconds_in_full(const CheckInfo& check, FailureClass failure) {
  constexpr double kTimesInAll = 1 + 4, kToStart = 0.1;
  return is_late(failure) ? kTimesInAll * check.deadline_ms / 1000 + kToStart : 0;
}

bool fails_so(const StoppedRun& run, const Verdict& chased) {
  const Verdict& verdict = run.result.verdict;
  if (verdict.same_bug(chased)) return true;
  const bool either = run.death && run.death->unsure && is_late(verdict.failure) && is_late(chased.failure);
  return either && verdict.origin == chased.origin;
}

Pace pace_of(Check& check, Executor& executor, const Bytes& schedule, const Budget& budget, const Finding& finding) {
  const CheckInfo& info = check.info();
  const FailureClass failure = finding.verdict.failure;
  const Bounds unconfirmed{info.deadline_ms, 0};
  if (!is_slow(failure)) return {unconfirmed, {}};
  const Bounds learnt = learnt_bounds(info, executor.needs_of(check), failure);
  const StoppedRun again = run_until(check, executor, schedule, finding.verdict, {learnt, budget.end()});
  const bool same = fails_so(again, finding.verdict) && (!info.deterministic || again.result.digest == finding.digest);
  const Bounds bounds = same ? learnt : unconfirmed;
  return {bounds, bounds, is_late(failure) || bounds.memory_mb > 0, seconds_in_full(info, failure)};
}

}  // namespace faultline
