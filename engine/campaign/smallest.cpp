#include "faultline/engine/campaign/smallest.h"

#include <algorithm>
#include <utility>

#include "faultline/engine/campaign/replays.h"

namespace faultline {

void Smallest::search(const Bytes& schedule, const RunResult& failure, double part, const Progress& progress,
                      const std::function<bool()>& alone) {
  minimum_ = searched(schedule, failure, part, progress);
  if (!minimum_.capped || !alone() || budget_.over() || !budget_.holds(aside_)) return;
  const Manner manner{pace_.replays, budget_.end()};
  const StoppedRun again = run_until(check_, executor_, minimum_.schedule, minimum_.verdict, manner);
  if (!fails_so(again, minimum_.verdict)) return;
  const Minimised first = std::move(minimum_);
  const auto more = [&](std::uint32_t executions, const ScheduleSize& best) {
    progress(first.executions + executions, best);
  };
  RunResult failed = again.result;
  failed.verdict.failure = first.verdict.failure;
  minimum_ = searched(first.schedule, failed, 1.0, more);
  minimum_.executions += first.executions;
  minimum_.others.insert(minimum_.others.begin(), first.others.begin(), first.others.end());
  if (!first.path.empty()) minimum_.path.insert(minimum_.path.begin(), first.path.begin(), first.path.end() - 1);
}

Minimised Smallest::searched(const Bytes& schedule, const RunResult& failure, double part, const Progress& progress) {
  MinimiseLimits limits = budget_.share(part, aside_);
  limits.workers = executor_.workers();
  limits.progress = progress;
  const Manner manner{pace_.candidates, Budget::after(Budget::Clock::now(), limits.seconds), true};
  const auto run = [&](const std::vector<Bytes>& candidates) {
    return evaluate(check_, executor_, candidates, failure.verdict, manner);
  };
  Minimised found = check_.minimise(schedule, failure, run, limits);
  budget_.spend(found.executions);
  if (Budget::Clock::now() >= manner.until) {  // the last candidates may have been given up
    found.one_minimal = false;
    found.capped = true;
  }
  return found;
}

std::optional<StoppedRun> Smallest::confirm(std::string& why) {
  auto run = in_full(minimum_.schedule);
  if (!run && pace_.provisional && !no_time_) {
    run = walk_back();
    if (!run) why = "what shrinking left of it ended well when it was run in full";
  }
  if (!run && no_time_)
    why = budget_.interrupted() ? "what shrinking left of it was not confirmed, because of the interrupt"
                                : "what shrinking left of it was not confirmed: there was no time for it";
  return run;
}

// The execution, where it fails so.
std::optional<StoppedRun> Smallest::in_full(const Bytes& schedule) {
  if (budget_.late() || (pace_.in_full > 0 && !budget_.holds(pace_.in_full))) {
    no_time_ = true;
    return std::nullopt;
  }
  StoppedRun run = run_until(check_, executor_, schedule, minimum_.verdict, {{}, budget_.end()});
  no_time_ = run.given_up;
  if (is_slow(run.result.verdict.failure) && run.result.verdict.failed()) ++failed_in_full_;
  if (!fails_so(run, minimum_.verdict)) return std::nullopt;
  return run;
}

// The last of the path ends well in full; its first does not. Most that ends well ends soon, so it is looked for from
// the end on, in steps that grow.
std::optional<StoppedRun> Smallest::walk_back() {
  std::optional<StoppedRun> failed;
  const std::vector<Bytes>& path = minimum_.path;
  std::size_t fails = 0, ends = path.empty() ? 0 : path.size() - 1;
  for (std::size_t step = 1; fails + 1 < ends && failed_in_full_ < kMostInFull && !no_time_; step *= 2) {
    const std::size_t at = failed ? (fails + ends) / 2 : std::max(fails + 1, ends - std::min(ends, step));
    if (auto run = in_full(path[at])) {
      failed = std::move(run);
      fails = at;
    } else {
      ends = at;
    }
  }
  if (!failed) return std::nullopt;
  minimum_.schedule = path[fails];
  minimum_.one_minimal = false;
  return failed;
}

}  // namespace faultline
