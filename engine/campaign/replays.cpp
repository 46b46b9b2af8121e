#include "faultline/engine/campaign/replays.h"

#include <algorithm>
#include <numeric>

#include "faultline/engine/campaign/difference.h"
#include "faultline/engine/campaign/pace.h"
#include "faultline/engine/isolation/apart.h"
#include "faultline/engine/report/stack_text.h"

namespace faultline {
namespace {

// One replay more. The first that does something else says where.
void count(Check& check, const Bytes& schedule, const StoppedRun& again, Finding& finding) {
  const bool same = fails_so(again, finding.verdict);
  const bool same_history = !same || again.result.digest == finding.digest;
  ++finding.replays;
  finding.stable += same;
  finding.same_history &= same_history;
  if ((!same || !same_history) && finding.differs.empty())
    finding.differs = first_difference(finding.rows, rows_of(check, schedule, again));
}

bool agree(const Finding& finding) {
  return finding.stable == finding.replays && (finding.same_history || !finding.check->deterministic);
}

Job job_of(const Bytes& schedule, const Manner& manner) {
  Job job;
  job.schedule = schedule;
  job.reuse = manner.reuse;
  job.bounds = manner.bounds;
  if (manner.until != Budget::Clock::time_point::max())
    job.until = std::chrono::nanoseconds(manner.until.time_since_epoch()).count();
  return job;
}

StoppedRun given_up(const Bytes& schedule) {
  StoppedRun run{schedule, {}, {}, std::nullopt, true};
  run.result.verdict.kind = VerdictKind::inconclusive;
  run.result.verdict.message = "given up: the time for it was over";
  return run;
}

}  // namespace

std::vector<StoppedRun> run_each(Check& check, Executor& executor, const std::vector<Bytes>& schedules,
                                 const Manner& manner) {
  std::vector<Job> jobs;
  for (const Bytes& schedule : schedules) jobs.push_back(job_of(schedule, manner));
  std::vector<JobResult> done = executor.execute_all(check, jobs);
  std::vector<StoppedRun> runs;
  for (std::size_t i = 0; i < done.size(); ++i) {
    if (done[i].given_up) {
      runs.push_back(given_up(schedules[i]));
    } else if (done[i].stopped) {
      runs.push_back(std::move(*done[i].stopped));
    } else {
      runs.push_back({schedules[i], {}, std::move(done[i].journal), std::nullopt});
    }
  }
  return runs;
}

StoppedRun run_once(Check& check, Executor& executor, const Bytes& schedule, const Manner& manner) {
  return std::move(run_each(check, executor, {schedule}, manner).front());
}

std::vector<RunResult> evaluate(Check& check, Executor& executor, const std::vector<Bytes>& schedules,
                                const Verdict& chased, const Manner& manner) {
  std::vector<RunResult> results(schedules.size());
  std::vector<std::size_t> open(schedules.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  const int tries = check.info().deterministic ? 1 : kReplays;
  for (int i = 0; i < tries && !open.empty(); ++i) {
    std::vector<Bytes> again;
    for (const std::size_t at : open) again.push_back(schedules[at]);
    std::vector<StoppedRun> runs = run_each(check, executor, again, manner);
    for (std::size_t at = 0; at < open.size(); ++at) {
      RunResult& best = results[open[at]];
      RunResult& now = runs[at].result;
      if (fails_so(runs[at], chased)) now.verdict.failure = chased.failure;
      if (!best.verdict.failed() || now.verdict.same_bug(chased)) best = std::move(now);
    }
    // One of its class may be what the search looks for by now: the same, seen by an audit.
    std::erase_if(open, [&](std::size_t at) {
      return results[at].verdict.failed() && results[at].verdict.failure == chased.failure;
    });
  }
  return results;
}

int tries_of(const Check& check) { return check.info().deterministic ? 1 : kReplaysOfFlaky; }

StoppedRun run_until(Check& check, Executor& executor, const Bytes& schedule, const Verdict& verdict,
                     const Manner& manner) {
  StoppedRun run;
  for (int i = 0; i < tries_of(check) && !run.given_up && !fails_so(run, verdict); ++i)
    run = run_once(check, executor, schedule, manner);
  return run;
}

std::vector<ReportRow> rows_of(Check& check, const Bytes& schedule, const StoppedRun& run) {
  JournalMemory memory;
  Journal journal(memory.span());
  journal.assign(run.journal);
  return explain_apart(check, schedule, journal, run.death ? &*run.death : nullptr);
}

void take_execution(Check& check, const Bytes& schedule, const StoppedRun& failed, Finding& finding) {
  finding.verdict = failed.result.verdict;
  finding.digest = failed.result.digest;
  finding.after = check.size(schedule);
  finding.rows = rows_of(check, schedule, failed);
  finding.output = failed.death ? failed.death->output : "";
  finding.stack = failed.death ? stack_text(failed.death->stack) : std::vector<std::string>{};
  finding.replays = finding.stable = 0;
  finding.same_history = true;
  finding.differs.clear();
}

std::filesystem::path image_of(const std::string& repro) {
  return std::filesystem::path(repro).replace_extension(".crashed");
}

void keep_image(Check& check, Executor& executor, const Bytes& schedule, const Manner& manner, Finding& finding) {
  if (finding.repro.empty()) return;
  const std::filesystem::path image = image_of(finding.repro);
  remove_folder(image);  // of an earlier finding
  if (check.size(schedule).crashes == 0) return;
  Job job = job_of(schedule, manner);
  job.image = image;
  for (int i = 0; i < tries_of(check); ++i) {
    const JobResult again = executor.execute(check, job);
    if (again.stopped && fails_so(*again.stopped, finding.verdict)) {
      if (std::filesystem::exists(image)) {
        finding.image = image;
      } else if (again.stopped->result.stats.crashes > 0) {
        finding.note += (finding.note.empty() ? "" : "; ") +
                        ("what the last recovery found on disk could not be saved as " + image.string());
      }
      return;
    }
    remove_folder(image);  // of a run that did not fail so
    if (again.given_up) return;
  }
}

void confirm(Check& check, Executor& executor, const Bytes& schedule, const Budget& budget, const Bounds& bounds,
             Finding& finding, int least) {
  while (finding.replays < kReplaysOfFlaky && !budget.late()) {
    const bool enough = finding.replays >= kReplays;
    if (enough && (budget.over() || (agree(finding) && finding.replays >= least))) return;
    const int wanted = enough ? static_cast<int>(executor.workers()) : kReplays;
    const int number = std::min(wanted, kReplaysOfFlaky - finding.replays);
    const std::vector<Bytes> schedules(static_cast<std::size_t>(number), schedule);
    for (const StoppedRun& again : run_each(check, executor, schedules, {bounds, budget.end()})) {
      if (again.given_up) return;
      count(check, schedule, again, finding);
    }
  }
}

}  // namespace faultline
