#include "faultline/engine/campaign/investigate.h"

#include <algorithm>
#include <chrono>
#include <deque>

#include <fmt/format.h>

#include "faultline/engine/campaign/replays.h"
#include "faultline/engine/campaign/what_matters.h"

namespace faultline {
namespace {

using Clock = std::chrono::steady_clock;

// The failure that ended the campaign gets this part of the budget, so that something is left for the others.
constexpr double kFirstShare = 0.75;

constexpr const char* kMetWhileShrinking = "met while shrinking the failure above";

class Investigator {
 public:
  Investigator(Check& check, Executor& executor, const CampaignOptions& options, const Budget& budget)
      : check_(check), executor_(executor), options_(options), budget_(budget) {}

  Investigation run(const Suspect& suspect) {
    Finding finding = describe(check_, suspect);
    const Bytes schedule = schedule_of(check_, suspect.stopped.input);
    given_ = finding.repro = suspect.file;
    if (given_.empty()) save(finding, schedule);  // before anything else: the replays may take long
    known_.push_back(finding.verdict);
    if (options_.on_failure) options_.on_failure(finding);
    const bool replayed = survives(finding, [&] { confirm(check_, executor_, schedule, budget_, finding); });
    if (!replayed || finding.flaky()) {
      found_.findings.push_back(std::move(finding));
      return std::move(found_);
    }
    found_.findings.push_back(shrunk(finding, schedule, suspect.stopped.result, kFirstShare));
    while (!waiting_.empty()) {
      const Other other = std::move(waiting_.front());
      waiting_.pop_front();
      look_into(other);
    }
    return std::move(found_);
  }

 private:
  // A failure that was met while another was shrunk; its repro is saved already.
  struct Other {
    Finding finding;
    Bytes schedule;
    RunResult result;
  };

  // Does the work. False where the engine fails in it, which must not cost what was found: then `finding` says so.
  template <class Work>
  bool survives(Finding& finding, Work work) {
    try {
      work();
      return true;
    } catch (const EngineError& error) {
      note_engine_error(finding, error, found_.engine_error);
      return false;
    }
  }

  // Where it cannot be written the finding keeps the repro that it has.
  void save(Finding& finding, const Bytes& schedule) {
    survives(finding, [&] { finding.repro = save_repro(check_, finding, schedule, options_.report_dir, given_); });
  }

  // `found`, as it was found in `schedule`, made as small as this part of the budget lets it.
  Finding shrunk(const Finding& found, const Bytes& schedule, const RunResult& failure, double part) {
    Finding result = found;
    survives(result, [&] { result = minimised(found, schedule, failure, part); });
    return result;
  }

  Finding minimised(const Finding& found, const Bytes& schedule, const RunResult& failure, double part) {
    const auto start = Clock::now();
    Shrinking state{found, found_.findings.size() + 1, 0, found.after};
    const auto tell = [&] {
      if (options_.on_shrinking) options_.on_shrinking(state);
    };
    std::uint32_t before = 0;
    const auto progress = [&](std::uint32_t executions, const ScheduleSize& best) {
      state.executions = before + executions;
      state.best = best;
      tell();
    };
    Minimised minimum = least_of(schedule, failure, part, progress);
    if (minimum.capped && waiting_.empty() && !budget_.over()) {  // nothing else needs the rest of the budget
      const StoppedRun again = run_until(check_, executor_, minimum.schedule, minimum.verdict);
      if (again.result.verdict.same_bug(minimum.verdict)) {
        before = minimum.executions;
        minimum = least_of(minimum.schedule, again.result, 1.0, progress);
        minimum.executions += before;
      }
    }

    Finding small = found;
    if (!confirmed(minimum, small)) return as_found(found, small, schedule);
    known_.push_back(small.verdict);
    small.shrunk = true;
    small.executions = minimum.executions;
    small.one_minimal = minimum.one_minimal && small.stable == small.replays;
    small.capped = minimum.capped;
    save(small, minimum.schedule);
    if (small.repro != found.repro) remove(found.repro);
    survives(small, [&] { keep_image(check_, executor_, minimum.schedule, small); });
    small.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (small.one_minimal) {
      const auto asking = [&](std::size_t asked, std::size_t of) {
        state.asked = asked;
        state.questions = of;
        tell();
      };
      survives(small, [&] { ask_what_matters(check_, executor_, minimum.schedule, budget_, small, asking); });
    }
    return small;
  }

  // What this part of the budget finds.
  Minimised least_of(const Bytes& schedule, const RunResult& failure, double part,
                     const std::function<void(std::uint32_t, const ScheduleSize&)>& progress) {
    MinimiseLimits limits = budget_.share(part);
    limits.workers = executor_.workers();
    limits.progress = progress;
    const auto run = [&](const std::vector<Bytes>& candidates) {
      return evaluate(check_, executor_, candidates, failure.verdict);
    };
    Minimised minimum = check_.minimise(schedule, failure, run, limits);
    budget_.spend(minimum.executions);
    note_others(minimum);
    return minimum;
  }

  // Runs the minimal schedule again, for its history and to be sure.
  bool confirmed(const Minimised& minimum, Finding& finding) {
    const StoppedRun again = run_until(check_, executor_, minimum.schedule, minimum.verdict);
    if (again.result.verdict.same_bug(minimum.verdict)) {
      take_execution(check_, minimum.schedule, again, finding);
      confirm(check_, executor_, minimum.schedule, budget_, finding);
      return !finding.flaky();
    }
    finding.replays = tries_of(check_);
    finding.stable = 0;
    return false;
  }

  // What was left after shrinking did not fail as it should. Perhaps the schedule as it was found never always did.
  Finding as_found(Finding found, const Finding& small, const Bytes& schedule) {
    found.replays = found.stable = 0;
    confirm(check_, executor_, schedule, budget_, found, kReplaysOfFlaky);
    found.note = fmt::format("what shrinking left of it failed in {} of {} replays, so it is as it was found",
                             small.stable, small.replays);
    survives(found, [&] { keep_image(check_, executor_, schedule, found); });
    return found;
  }

  void note_others(const Minimised& minimum) {
    for (const auto& [schedule, result] : minimum.others) {
      const auto same = [&verdict = result.verdict](const Verdict& known) { return known.same_bug(verdict); };
      if (std::any_of(known_.begin(), known_.end(), same)) continue;
      known_.push_back(result.verdict);
      // The one being shrunk is not among the findings yet.
      if (found_.findings.size() + 1 + waiting_.size() >= kMostFindings) {
        ++found_.left_out;
        continue;
      }
      Finding finding;
      finding.check = &check_.info();
      finding.verdict = result.verdict;
      finding.digest = result.digest;
      finding.before = finding.after = check_.size(schedule);
      finding.note = kMetWhileShrinking;
      save(finding, schedule);
      waiting_.push_back({std::move(finding), schedule, result});
    }
  }

  void look_into(const Other& other) {
    const bool already = std::any_of(found_.findings.begin(), found_.findings.end(), [&](const Finding& finding) {
      return finding.verdict.same_bug(other.result.verdict);
    });
    if (already) return discard(other.finding.repro);  // another one turned out to be this bug when it was small
    Finding finding = other.finding;
    if (budget_.over()) {
      finding.note += budget_.interrupted() ? "; neither confirmed nor shrunk, because of the interrupt"
                                            : "; neither confirmed nor shrunk, because the time for shrinking was over";
      found_.findings.push_back(std::move(finding));
      return;
    }
    if (!survives(finding, [&] { look_closely(other, finding); })) keep(finding);
  }

  void look_closely(const Other& other, Finding& finding) {
    const StoppedRun again = run_until(check_, executor_, other.schedule, other.result.verdict);
    const bool failed = again.result.verdict.same_bug(other.result.verdict);
    if (failed) {
      take_execution(check_, other.schedule, again, finding);
    } else {  // then there is no failed execution to show, only one that is not
      finding.rows = rows_of(check_, other.schedule, again);
    }
    confirm(check_, executor_, other.schedule, budget_, finding);
    if (!failed) finding.differs.clear();
    if (finding.flaky()) {
      found_.findings.push_back(std::move(finding));
      return;
    }
    keep(shrunk(finding, other.schedule, again.result, 1.0 / static_cast<double>(waiting_.size() + 1)));
  }

  // Unless it turned into a failure that is a finding already.
  void keep(Finding finding) {
    for (const Finding& earlier : found_.findings)
      if (earlier.verdict.same_bug(finding.verdict)) return discard(finding.repro);
    found_.findings.push_back(std::move(finding));
  }

  // Removes a repro file, unless a finding has come to the very same one.
  void discard(const std::string& repro) const {
    const auto has_it = [&](const Finding& finding) { return finding.repro == repro; };
    if (std::none_of(found_.findings.begin(), found_.findings.end(), has_it)) remove(repro);
  }

  // A file that this investigation wrote; never the one that it was given.
  void remove(const std::string& repro) const {
    std::error_code stays;
    if (repro == given_) return;
    std::filesystem::remove(repro, stays);
    remove_folder(image_of(repro));
  }

  Check& check_;
  Executor& executor_;
  const CampaignOptions& options_;
  Budget budget_;
  std::string given_;  // the repro file that is investigated, if it is one
  Investigation found_;
  std::vector<Verdict> known_;
  std::deque<Other> waiting_;
};

}  // namespace

void take(CheckReport& report, Investigation found) {
  report.findings = std::move(found.findings);
  report.left_out = found.left_out;
  report.engine_error = std::move(found.engine_error);
}

Investigation investigate(Check& check, Executor& executor, const Suspect& suspect, const CampaignOptions& options) {
  MinimiseLimits limits = options.limits;
  limits.interrupted = options.interrupted;
  return Investigator(check, executor, options, Budget(limits)).run(suspect);
}

}  // namespace faultline
