#include "faultline/engine/campaign/kept.h"

#include <chrono>

#include <fmt/format.h>

#include "faultline/engine/campaign/describe.h"
#include "faultline/engine/campaign/investigate.h"
#include "faultline/engine/campaign/what_matters.h"
#include "faultline/engine/words/seed.h"

namespace faultline {
namespace {

// Runs the schedule once; what fails is given to `failed`, which fills in the findings.
template <class Failed>
CheckReport run_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept, Failed failed) {
  const auto start = std::chrono::steady_clock::now();
  CheckReport report;
  report.check = &check.info();
  report.isolation = isolation;
  report.runs = 1;
  Job job;
  job.schedule = check.from_json(kept.repro.steps);
  JobResult done = executor.execute(check, job);
  report.tally = done.state.tally;
  report.stats = done.stopped ? done.stopped->result.stats : done.state.stats;
  report.chain = done.stopped ? done.stopped->result.digest : done.state.chain;
  if (done.stopped) {
    const Verdict verdict = done.stopped->result.verdict;
    report.verdict = verdict.kind;
    if (verdict.failed()) {
      failed(report, Suspect{std::move(*done.stopped), kept.repro.seed, kept.repro.seed_steps,
                             std::filesystem::absolute(kept.file).string()});
      judge_by_findings(report);
    } else {
      report.reason = verdict.message;
    }
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

std::string compared(const Finding& finding, const Repro& repro) {
  if (print_digest(finding.digest) == repro.digest) return "as recorded, same history";
  if (name_of(finding.verdict.failure) == repro.failure && finding.verdict.origin == repro.origin)
    return "fails as recorded, by another history";
  if (repro.failure.empty()) return "not recorded as a failure";
  return fmt::format("recorded was {} in {}", repro.failure, repro.origin);
}

Finding described(Check& check, Executor& executor, const Kept& kept, const Suspect& suspect, const Budget& budget) {
  Finding finding = describe(check, executor, suspect, budget);
  finding.replayed = true;
  finding.repro = suspect.file;
  finding.note = compared(finding, kept.repro);
  return finding;
}

}  // namespace

CheckReport replay_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept) {
  return run_kept(check, executor, isolation, kept, [&](CheckReport& report, const Suspect& suspect) {
    report.findings.push_back(described(check, executor, kept, suspect, Budget(MinimiseLimits{})));
  });
}

CheckReport shrink_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept,
                        const CampaignOptions& options) {
  return run_kept(check, executor, isolation, kept, [&](CheckReport& report, const Suspect& suspect) {
    Investigation found = investigate(check, executor, suspect, options);
    report.findings = std::move(found.findings);
    report.left_out = found.left_out;
  });
}

CheckReport explain_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept,
                         const CampaignOptions& options) {
  return run_kept(check, executor, isolation, kept, [&](CheckReport& report, const Suspect& suspect) {
    MinimiseLimits limits = options.limits;
    limits.interrupted = options.interrupted;
    const Budget budget(limits);
    Finding finding = described(check, executor, kept, suspect, budget);
    const auto tell = [&](std::size_t asked, std::size_t of) {
      if (options.on_shrinking) options.on_shrinking({finding, 1, 0, finding.after, asked, of});
    };
    if (!finding.flaky())
      ask_what_matters(check, executor, schedule_of(check, suspect.stopped.input), budget, finding, tell);
    report.findings.push_back(std::move(finding));
  });
}

}  // namespace faultline
