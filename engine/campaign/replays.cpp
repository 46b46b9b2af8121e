#include "faultline/engine/campaign/replays.h"

#include <algorithm>
#include <numeric>

#include "faultline/engine/campaign/difference.h"

namespace faultline {
namespace {

// One replay more. The first that does something else says where.
void count(Check& check, const Bytes& schedule, const StoppedRun& again, Finding& finding) {
  const bool same = again.result.verdict.same_bug(finding.verdict);
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

}  // namespace

std::vector<StoppedRun> run_each(Check& check, Executor& executor, const std::vector<Bytes>& schedules, bool reuse) {
  std::vector<Job> jobs(schedules.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i].schedule = schedules[i];
    jobs[i].reuse = reuse;
  }
  std::vector<JobResult> done = executor.execute_all(check, jobs);
  std::vector<StoppedRun> runs;
  for (std::size_t i = 0; i < done.size(); ++i) {
    if (done[i].stopped) {
      runs.push_back(std::move(*done[i].stopped));
    } else {
      runs.push_back({schedules[i], {}, std::move(done[i].journal), std::nullopt});
    }
  }
  return runs;
}

StoppedRun run_once(Check& check, Executor& executor, const Bytes& schedule) {
  return std::move(run_each(check, executor, {schedule}).front());
}

std::vector<RunResult> evaluate(Check& check, Executor& executor, const std::vector<Bytes>& schedules,
                                const Verdict& chased) {
  std::vector<RunResult> results(schedules.size());
  std::vector<std::size_t> open(schedules.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  const int tries = check.info().deterministic ? 1 : kReplays;
  for (int i = 0; i < tries && !open.empty(); ++i) {
    std::vector<Bytes> again;
    for (const std::size_t at : open) again.push_back(schedules[at]);
    const std::vector<StoppedRun> runs = run_each(check, executor, again, true);
    for (std::size_t at = 0; at < open.size(); ++at) {
      RunResult& best = results[open[at]];
      const RunResult& now = runs[at].result;
      if (!best.verdict.failed() || now.verdict.same_bug(chased)) best = now;
    }
    // One of its class may be what the search looks for by now: the same, seen by an audit.
    std::erase_if(open, [&](std::size_t at) {
      return results[at].verdict.failed() && results[at].verdict.failure == chased.failure;
    });
  }
  return results;
}

int tries_of(const Check& check) { return check.info().deterministic ? 1 : kReplaysOfFlaky; }

StoppedRun run_until(Check& check, Executor& executor, const Bytes& schedule, const Verdict& verdict) {
  StoppedRun run;
  for (int i = 0; i < tries_of(check) && !run.result.verdict.same_bug(verdict); ++i)
    run = run_once(check, executor, schedule);
  return run;
}

std::vector<ReportRow> rows_of(Check& check, const Bytes& schedule, const StoppedRun& run) {
  JournalMemory memory;
  Journal journal(memory.span());
  journal.assign(run.journal);
  return check.explain(schedule, journal, run.death ? &*run.death : nullptr);
}

void take_execution(Check& check, const Bytes& schedule, const StoppedRun& failed, Finding& finding) {
  finding.verdict = failed.result.verdict;
  finding.digest = failed.result.digest;
  finding.after = check.size(schedule);
  finding.rows = rows_of(check, schedule, failed);
  finding.output = failed.death ? failed.death->output : "";
  finding.replays = finding.stable = 0;
  finding.same_history = true;
  finding.differs.clear();
}

std::filesystem::path image_of(const std::string& repro) {
  return std::filesystem::path(repro).replace_extension(".crashed");
}

void keep_image(Check& check, Executor& executor, const Bytes& schedule, Finding& finding) {
  if (finding.repro.empty()) return;
  const std::filesystem::path image = image_of(finding.repro);
  remove_folder(image);  // of an earlier finding
  if (check.size(schedule).crashes == 0) return;
  Job job;
  job.schedule = schedule;
  job.image = image;
  for (int i = 0; i < tries_of(check); ++i) {
    const JobResult again = executor.execute(check, job);
    if (again.stopped && again.stopped->result.verdict.same_bug(finding.verdict)) {
      if (std::filesystem::exists(image)) {
        finding.image = image;
      } else if (again.stopped->result.stats.crashes > 0) {
        finding.note += (finding.note.empty() ? "" : "; ") +
                        ("what the last recovery found on disk could not be saved as " + image.string());
      }
      return;
    }
    remove_folder(image);  // of a run that did not fail so
  }
}

void confirm(Check& check, Executor& executor, const Bytes& schedule, const Budget& budget, Finding& finding,
             int least) {
  while (finding.replays < kReplaysOfFlaky) {
    const bool enough = finding.replays >= kReplays;
    if (enough && (budget.over() || (agree(finding) && finding.replays >= least))) return;
    const int wanted = enough ? static_cast<int>(executor.workers()) : kReplays;
    const int number = std::min(wanted, kReplaysOfFlaky - finding.replays);
    const std::vector<Bytes> schedules(static_cast<std::size_t>(number), schedule);
    for (const StoppedRun& again : run_each(check, executor, schedules)) count(check, schedule, again, finding);
  }
}

}  // namespace faultline
