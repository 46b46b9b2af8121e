#include "faultline/engine/campaign/campaign.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "faultline/engine/campaign/difference.h"
#include "faultline/engine/campaign/investigate.h"
#include "faultline/engine/campaign/replays.h"
#include "faultline/engine/words/seed.h"

namespace faultline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kFirstBatch = 16;
constexpr std::uint64_t kDeterminismSample = 8;
constexpr double kBatchSeconds = 0.1;  // how long Ctrl-C and progress may have to wait

// Where nearly every run is undecided, more of them say nothing, and each may have cost the oracle seconds.
constexpr std::uint64_t kHopeless = 10;
bool hopeless(const CheckReport& report) {
  return report.inconclusive >= kHopeless && report.inconclusive * 10 >= report.runs * 9;
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void stop_at(Check& check, Executor& executor, const Suspect& suspect, const CampaignOptions& options,
             CheckReport& report) {
  const Verdict& verdict = suspect.stopped.result.verdict;
  if (verdict.failed()) {
    take(report, investigate(check, executor, suspect, options));
    judge_by_findings(report);
    return;
  }
  report.verdict = VerdictKind::inconclusive;
  if (report.inconclusive++ > 0) return;
  report.reason = verdict.message;
  if (const auto* generated = std::get_if<Generated>(&suspect.stopped.input); generated != nullptr && !options.seed)
    report.reason +=
        fmt::format(" (seed {})", print_seed({check.info().revision_of(generated->steps), generated->seed}));
}

// Where in the job's runs a second execution did something else: a phrase for the reason, or nothing.
std::string where_they_differ(Check& check, Executor& executor, const Job& job) {
  for (std::uint64_t run = 0; run < job.runs(); ++run) {
    const Bytes schedule = schedule_of(check, input_of(job, check.info(), run));
    const auto twice = run_each(check, executor, {schedule, schedule});
    const auto differs = first_difference(rows_of(check, schedule, twice[0]), rows_of(check, schedule, twice[1]));
    if (!differs.empty()) return fmt::format("; run {} first differs {}", run + 1, differs);
  }
  return "";
}

// The first passing runs once more: their histories must have the same digest.
void prove_determinism(Check& check, Executor& executor, Job job, std::uint64_t chain, const CampaignOptions& options,
                       CheckReport& report) {
  job.verbose = false;
  JobResult again = executor.execute(check, job);
  if (!again.stopped && again.state.chain == chain) return;
  if (again.stopped && again.stopped->result.verdict.failed()) {
    stop_at(check, executor, {.stopped = std::move(*again.stopped), .passes = 1, .isolation = report.isolation},
            options, report);
    return;
  }
  report.verdict = VerdictKind::flaky;
  report.reason = fmt::format(
      "not deterministic: the first {} gave another history when run again{}; look for clocks, threads, "
      "random numbers or unordered containers in the target",
      job.runs() == 1 ? "passing run" : fmt::format("{} passing runs", job.runs()),
      where_they_differ(check, executor, job));
}

// A pass that never saw what it should have seen does not mean much.
void ask_for_sometimes(CheckReport& report) {
  const auto& names = report.check->sometimes;
  std::string unmet;
  for (std::size_t i = 0; i < names.size(); ++i)
    if ((report.tally.seen >> i & 1) == 0) unmet += (unmet.empty() ? "" : "; ") + names[i];
  if (unmet.empty()) return;
  report.verdict = VerdictKind::inconclusive;
  report.reason = fmt::format("never seen in {} run{}: {}", report.runs, report.runs == 1 ? "" : "s", unmet);
}

void run_seeds(Check& check, Executor& executor, const CampaignOptions& options, Clock::time_point start,
               CheckReport& report) {
  // Where timing decides, the one run may have to be repeated to fail again.
  const std::uint64_t total = options.seed      ? static_cast<std::uint64_t>(tries_of(check))
                              : options.seconds ? ~std::uint64_t{0}
                                                : options.runs.value_or(check.info().runs);
  const auto out_of_time = [&] { return options.seconds && seconds_since(start) >= *options.seconds; };

  std::uint64_t batch = kFirstBatch;
  bool proved = !check.info().deterministic;
  while (report.runs < total && !out_of_time() && !options.interrupted()) {
    Job job;
    job.campaign = options.campaign;
    job.first = report.runs;
    job.count = std::min(report.runs == 0 ? kDeterminismSample : batch, total - report.runs);
    job.steps = options.steps.value_or(check.info().steps);
    job.seed = options.seed;
    job.chain = report.chain;
    job.verbose = options.verbose;
    const auto begin = Clock::now();
    const JobResult done = executor.execute(check, job);
    report.stats += done.state.stats;
    report.tally += done.state.tally;
    report.runs += done.state.completed + (done.stopped ? 1 : 0);
    if (done.state.completed > 0) report.chain = done.state.chain;
    if (options.on_progress) options.on_progress(report, options.seconds ? 0 : total);
    if (done.stopped) {
      report.stats += done.stopped->result.stats;
      stop_at(check, executor, {.stopped = *done.stopped, .isolation = report.isolation}, options, report);
      if (report.verdict == VerdictKind::fail || report.verdict == VerdictKind::flaky) break;
      if (done.stopped->result.verdict.of_the_model() || hopeless(report)) break;
    } else if (!std::exchange(proved, true)) {
      prove_determinism(check, executor, job, done.state.chain, options, report);
      if (report.verdict == VerdictKind::fail || report.verdict == VerdictKind::flaky) break;
    }
    const double pace = seconds_since(begin) / static_cast<double>(std::max<std::uint64_t>(1, job.count));
    batch = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(kBatchSeconds / std::max(pace, 1e-7)), 1, 1 << 16);
  }
}

}  // namespace

CheckReport run_campaign(Check& check, Executor& executor, Isolation isolation, const CampaignOptions& options) {
  const auto start = Clock::now();
  CheckReport report;
  report.check = &check.info();
  report.isolation = isolation;
  try {
    run_seeds(check, executor, options, start, report);
  } catch (const Interrupted&) {  // the report holds what came of it until then
  }
  if (report.verdict == VerdictKind::inconclusive && report.inconclusive > 0 && report.runs > 1)
    report.reason =
        fmt::format("{} of {} runs inconclusive; the first: {}", report.inconclusive, report.runs, report.reason);
  if (report.verdict == VerdictKind::pass && report.runs == 0) {
    report.verdict = VerdictKind::inconclusive;
    report.reason = "no run was finished";
  }
  if (report.verdict == VerdictKind::pass && !options.seed && !options.interrupted()) ask_for_sometimes(report);
  report.seconds = seconds_since(start);
  return report;
}

}  // namespace faultline
