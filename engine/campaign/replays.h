// Running one schedule again, to see whether it does the same again.
#pragma once

#include <vector>

#include "faultline/engine/campaign/budget.h"
#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/report/findings.h"

namespace faultline {

// So many replays must agree; where they do not, so many in all give a rate.
inline constexpr int kReplays = 3;
inline constexpr int kReplaysOfFlaky = 20;

// How schedules are run. `until`: a run that is not at its end then is given up, where it can be. `reuse`: what an
// earlier run was answered need not be asked again (Job::reuse); never where a run is to confirm another.
struct Manner {
  Bounds bounds{};
  Budget::Clock::time_point until = Budget::Clock::time_point::max();
  bool reuse = false;
};

// One run of each schedule, in order. A run that passed comes back with its journal and an empty result, one that was
// given up is inconclusive.
std::vector<StoppedRun> run_each(Check& check, Executor& executor, const std::vector<Bytes>& schedules,
                                 const Manner& manner = {});
StoppedRun run_once(Check& check, Executor& executor, const Bytes& schedule, const Manner& manner = {});

// What becomes of each schedule while the failure `chased` is looked for. Where timing decides, one that passed may
// fail the next time, so each has a few tries to fail so; any failure counts more than a pass.
std::vector<RunResult> evaluate(Check& check, Executor& executor, const std::vector<Bytes>& schedules,
                                const Verdict& chased, const Manner& manner);

// Runs `schedule` until it fails as `verdict` says, and gives the last run: the first, but where timing decides, which
// may take tries_of(check).
StoppedRun run_until(Check& check, Executor& executor, const Bytes& schedule, const Verdict& verdict,
                     const Manner& manner);
int tries_of(const Check& check);

std::vector<ReportRow> rows_of(Check& check, const Bytes& schedule, const StoppedRun& run);

// Fills in everything that is read off one failed execution.
void take_execution(Check& check, const Bytes& schedule, const StoppedRun& failed, Finding& finding);

// Runs `schedule` until it fails so once more, for what the last recovery found on disk then: it goes into a folder
// beside the repro. Nothing where no process died, or where it does not fail so in tries_of(check).
std::filesystem::path image_of(const std::string& repro);
void keep_image(Check& check, Executor& executor, const Bytes& schedule, const Manner& manner, Finding& finding);

// Replays `schedule`, whose execution was taken into `finding`, and counts. It ends after `least` replays that agree
// with one another, else after kReplaysOfFlaky, or when the budget is over.
void confirm(Check& check, Executor& executor, const Bytes& schedule, const Budget& budget, const Bounds& bounds,
             Finding& finding, int least = kReplays);

}  // namespace faultline
