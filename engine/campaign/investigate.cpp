#include "faultline/engine/campaign/investigate.h"

#include <chrono>

#include <fmt/format.h>

#include "faultline/engine/report/paths.h"
#include "faultline/engine/words/repro.h"
#include "faultline/engine/words/seed.h"

namespace faultline {
namespace {

constexpr int kReplays = 3;

Bytes schedule_of(const Check& check, const RunInput& input) {
  if (const auto* bytes = std::get_if<Bytes>(&input)) return *bytes;
  return check.generate(std::get<Generated>(input));
}

// Runs one schedule; a passing run has no verdict to explain, so `stopped` is made up from its result.
StoppedRun run_once(Check& check, Executor& executor, const Bytes& schedule) {
  Job job;
  job.schedule = schedule;
  JobResult done = executor.execute(check, job);
  if (done.stopped) return std::move(*done.stopped);
  StoppedRun passed;
  passed.input = schedule;
  return passed;
}

void confirm(Check& check, Executor& executor, const Bytes& schedule, Finding& finding) {
  finding.replays = kReplays;
  finding.stable = 0;
  for (int i = 0; i < kReplays; ++i) {
    const RunResult again = run_once(check, executor, schedule).result;
    const bool same_history = again.digest == finding.digest || !check.info().deterministic;
    finding.stable += again.verdict.same_bug(finding.verdict) && same_history;
  }
}

// Fills in everything that is read off one failed execution.
void take_execution(Check& check, const Bytes& schedule, const StoppedRun& stopped, Finding& finding) {
  finding.verdict = stopped.result.verdict;
  finding.digest = stopped.result.digest;
  finding.after = check.size(schedule);
  JournalMemory memory;
  Journal journal(memory.span());
  journal.assign(stopped.journal);
  finding.rows = check.explain(schedule, journal, stopped.death ? &*stopped.death : nullptr);
  finding.output = stopped.death ? stopped.death->output : "";
}

// The minimal schedule once more, for its history. Where timing decides it may take a few tries to fail again.
// False if it does not.
bool take_failure(Check& check, Executor& executor, const Bytes& schedule, Finding& finding) {
  constexpr int kTries = 20;
  for (int i = 0; i < kTries; ++i) {
    const StoppedRun stopped = run_once(check, executor, schedule);
    if (!finding.verdict.may_become(stopped.result.verdict)) continue;
    take_execution(check, schedule, stopped, finding);
    return true;
  }
  return false;
}

}  // namespace

std::string save_repro(const Check& check, const Finding& finding, const Bytes& schedule,
                       const std::filesystem::path& folder) {
  Repro repro;
  repro.check = check.info().name;
  repro.seed = finding.seed;
  repro.seed_steps = finding.steps;
  repro.revision = fmt::format("{:08x}", check.info().revision);
  repro.steps = check.to_json(schedule);
  repro.failure = name_of(finding.verdict.failure);
  repro.origin = finding.verdict.origin;
  repro.step = finding.verdict.step + 1;
  repro.digest = print_digest(finding.digest);
  const auto file = std::filesystem::absolute(folder) / repro_file_name(repro);
  write_file(file, print_repro(repro));
  return file.string();
}

Finding describe(Check& check, Executor& executor, const StoppedRun& stopped) {
  const Bytes schedule = schedule_of(check, stopped.input);
  Finding finding;
  finding.check = &check.info();
  if (const auto* generated = std::get_if<Generated>(&stopped.input)) {
    finding.seed = print_seed({check.info().revision, generated->seed});
    finding.steps = generated->steps;
  }
  take_execution(check, schedule, stopped, finding);
  finding.before = finding.after;
  confirm(check, executor, schedule, finding);
  return finding;
}

std::vector<Finding> investigate(Check& check, Executor& executor, const StoppedRun& stopped,
                                 const CampaignOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Bytes original = schedule_of(check, stopped.input);
  Finding finding = describe(check, executor, stopped);
  finding.repro = save_repro(check, finding, original, options.report_dir);
  if (options.on_failure) options.on_failure(finding);
  if (finding.flaky()) return {finding};

  // Where timing decides, a candidate that passed may fail the next time.
  const int tries = check.info().deterministic ? 1 : kReplays;
  const auto evaluate = [&](const std::vector<Bytes>& candidates) {
    std::vector<RunResult> results;
    for (const Bytes& candidate : candidates) {
      RunResult& result = results.emplace_back();
      for (int i = 0; i < tries && !finding.verdict.may_become(result.verdict); ++i)
        result = run_once(check, executor, candidate).result;
    }
    return results;
  };
  MinimiseLimits limits = options.limits;
  limits.interrupted = options.interrupted;
  const Minimised minimum = check.minimise(original, stopped.result, evaluate, limits);

  const std::string unshrunk = finding.repro;
  if (!take_failure(check, executor, minimum.schedule, finding)) {
    finding.note = "nothing smaller failed again";
    return {finding};
  }
  confirm(check, executor, minimum.schedule, finding);
  finding.shrunk = true;
  finding.executions = minimum.executions;
  finding.one_minimal = minimum.one_minimal && finding.stable == finding.replays;
  finding.capped = minimum.capped;
  finding.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  finding.repro = save_repro(check, finding, minimum.schedule, options.report_dir);
  if (unshrunk != finding.repro) std::filesystem::remove(unshrunk);

  std::vector<Finding> all{std::move(finding)};
  for (const auto& [schedule, result] : minimum.others) {
    StoppedRun other = run_once(check, executor, schedule);
    if (!other.result.verdict.failed()) continue;
    Finding extra = describe(check, executor, other);
    extra.repro = save_repro(check, extra, schedule, options.report_dir);
    extra.note = "met while shrinking the failure above; not shrunk itself";
    all.push_back(std::move(extra));
  }
  return all;
}

}  // namespace faultline
