#include "faultline/engine/campaign/kept.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "faultline/engine/campaign/describe.h"
#include "faultline/engine/campaign/investigate.h"
#include "faultline/engine/campaign/pace.h"
#include "faultline/engine/campaign/replays.h"
#include "faultline/engine/campaign/what_matters.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/seed.h"
#include "faultline/engine/words/text.h"

namespace faultline {
namespace {

// Whether the schedule is still the one that was recorded with the file's seed, and the seed still means it here. It
// may have been edited by hand.
bool is_of_its_seed(const Check& check, const Repro& repro, const RunResult& result) {
  const std::uint32_t revision = check.info().revision;
  if (repro.seed.empty() || repro.revision != fmt::format("{:08x}", revision)) return false;
  if (repro.digest != print_digest(result.digest)) return false;
  try {
    return parse_seed(repro.seed).revision == check.info().revision_of(repro.seed_steps);
  } catch (const BadInput&) {
    return false;
  }
}

// How often it is run to see it fail. One pass says little where it came and went; and where it failed always, it may
// be that this was chance.
int tries_of(const Check& check, const Repro& repro) {
  if (repro.flaky) return kReplaysOfFlaky;
  return std::max(faultline::tries_of(check), repro.failure.empty() ? 1 : kReplays);
}

// Runs the schedule until it fails. What fails is given to `failed`, which fills in the findings.
template <class Failed>
CheckReport run_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept, Failed failed) {
  const auto start = std::chrono::steady_clock::now();
  CheckReport report;
  report.check = &check.info();
  report.isolation = isolation;
  Job job;
  job.schedule = schedule_of(check, kept);
  JobResult done;
  const auto fails = [&] { return done.stopped && done.stopped->result.verdict.failed(); };
  const int tries = tries_of(check, kept.repro);
  for (int i = 0; i < tries && !fails(); ++i, ++report.runs) done = executor.execute(check, job);
  take_run(report, done);
  if (done.stopped) {
    const Verdict verdict = done.stopped->result.verdict;
    report.verdict = verdict.kind;
    if (verdict.failed()) {
      const bool seeded = is_of_its_seed(check, kept.repro, done.stopped->result);
      failed(report,
             Suspect{std::move(*done.stopped), seeded ? kept.repro.seed : "", seeded ? kept.repro.seed_steps : 0,
                     std::filesystem::absolute(kept.file).string(), static_cast<int>(report.runs) - 1, isolation});
      judge_by_findings(report);
    } else {
      report.reason = verdict.message;
    }
  } else if (kept.repro.flaky) {
    report.verdict = VerdictKind::flaky;
    report.reason = failing_rate(0, tries) + "; it came and went when it was found, so that may be chance";
  } else if (const std::uint64_t crashes = check.size(*job.schedule).crashes; report.stats.crashes < crashes) {
    report.reason = crashes == 1
                        ? "the crash in it never came: its point was not reached so often"
                        : fmt::format("{} of the {} crashes in it never came: their points were not reached so often",
                                      crashes - report.stats.crashes, crashes);
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

std::string compared(const Finding& finding, const Repro& repro) {
  if (print_digest(finding.digest) == repro.digest)
    return repro.flaky ? "as recorded when it came and went, same history" : "as recorded, same history";
  if (name_of(finding.verdict.failure) == repro.failure && finding.verdict.origin == repro.origin)
    return "fails as recorded, by another history";
  if (repro.failure.empty()) return "not recorded as a failure";
  return fmt::format("recorded was {} in {}", repro.failure, repro.origin);
}

// As it is, confirmed; then `more` is done with it. Where the engine fails on the way it is reported with what there
// is.
template <class More>
void report_as_it_is(CheckReport& report, Check& check, Executor& executor, const Kept& kept, const Suspect& suspect,
                     const Budget& budget, More more) {
  Finding finding = describe(check, suspect);
  finding.replayed = true;
  finding.repro = suspect.file;
  finding.note = compared(finding, kept.repro);
  const bool rate = kept.repro.flaky || suspect.passes > 0 || !check.info().deterministic;
  if (rate) ++finding.replays, ++finding.stable;  // it is one of those that are counted
  try {
    const Bytes schedule = schedule_of(check, suspect.stopped.input);
    const Pace pace = pace_of(check, executor, schedule, budget, finding);
    confirm(check, executor, schedule, budget, pace.replays, finding, rate ? kReplaysOfFlaky : kReplays);
    more(finding, pace);
  } catch (const EngineError& error) {
    note_engine_error(finding, error, report.engine_error);
  }
  report.findings.push_back(std::move(finding));
}

bool is_one_of(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whether a run of this check can fail there: the origin of a verdict, without what a process died of.
bool is_place(const CheckInfo& check, std::string_view place) {
  constexpr std::string_view kAudit = "audit.", kInject = "inject ";
  for (const auto known : {"start", "recovery", "second recovery", "heal", "close", "together"})
    if (place == known) return true;
  if (place.starts_with(kInject)) return is_one_of(check.faults, place.substr(kInject.size()));
  return is_one_of(check.commands, place.starts_with(kAudit) ? place.substr(kAudit.size()) : place);
}

// A verdict that no run comes to would be missed for ever, and the replay passes.
void demand_place(const CheckInfo& check, const Repro& repro) {
  if (repro.failure.empty()) return;
  const FailureClass failure = *failure_named(repro.failure);
  std::string_view place = repro.origin;
  if (failure == FailureClass::died_by_signal || failure == FailureClass::exited) {
    const std::size_t words = place.starts_with("SIG") ? 1 : place.starts_with("signal ") ? 2 : 3;
    for (std::size_t i = 0; i < words; ++i) place.remove_prefix(std::min(place.find(' '), place.size() - 1) + 1);
  }
  const bool by_audit = failure == FailureClass::lost_ack || failure == FailureClass::corrupt_recovery ||
                        failure == FailureClass::recovery_differs;
  if (!is_place(check, place) || (by_audit && !place.starts_with("audit.")))
    throw BadInput(fmt::format("verdict.origin: no run of {} fails as {} in \"{}\"", check.name, repro.failure,
                               shortened(on_one_line(repro.origin), 200)));
}

}  // namespace

Bytes schedule_of(const Check& check, const Kept& kept) {
  try {
    demand_place(check.info(), kept.repro);
    return check.from_json(kept.repro.steps);
  } catch (const BadInput& bad) {
    throw BadInput(kept.file.string() + ": " + bad.what());
  }
}

CheckReport replay_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept) {
  return run_kept(check, executor, isolation, kept, [&](CheckReport& report, const Suspect& suspect) {
    report_as_it_is(report, check, executor, kept, suspect, Budget(MinimiseLimits{}),
                    [](const Finding&, const Pace&) {});
  });
}

CheckReport shrink_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept,
                        const CampaignOptions& options) {
  return run_kept(check, executor, isolation, kept, [&](CheckReport& report, const Suspect& suspect) {
    take(report, investigate(check, executor, suspect, options));
  });
}

CheckReport explain_kept(Check& check, Executor& executor, Isolation isolation, const Kept& kept,
                         const CampaignOptions& options) {
  return run_kept(check, executor, isolation, kept, [&](CheckReport& report, const Suspect& suspect) {
    MinimiseLimits limits = options.limits;
    limits.interrupted = options.interrupted;
    const Budget budget(limits);
    report_as_it_is(report, check, executor, kept, suspect, budget, [&](Finding& finding, const Pace& pace) {
      const auto tell = [&](std::size_t asked, std::size_t of) {
        if (options.on_shrinking) options.on_shrinking({finding, 1, 0, finding.after, asked, of});
      };
      if (!finding.flaky())
        ask_what_matters(check, executor, schedule_of(check, suspect.stopped.input), budget, pace.candidates, finding,
                         tell);
    });
  });
}

}  // namespace faultline
