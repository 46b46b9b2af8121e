#include "faultline/engine/campaign/investigate.h"

#include <algorithm>
#include <chrono>
#include <deque>

#include <fmt/format.h>

#include "faultline/engine/campaign/replays.h"
#include "faultline/engine/campaign/smallest.h"
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
    isolation_ = finding.isolation;
    if (given_.empty()) save(finding, schedule);  // before anything else: the replays may take long
    known_.push_back(finding.verdict);
    if (options_.on_failure) options_.on_failure(finding);
    Case its;
    const bool replayed = survives(finding, [&] { its = replay(schedule, finding); });
    if (!replayed || finding.flaky()) {
      save_as_flaky(finding, schedule);
      found_.findings.push_back(std::move(finding));
      return std::move(found_);
    }
    found_.findings.push_back(shrunk(finding, schedule, suspect.stopped.result, its, kFirstShare));
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
    bool provisional = false;  // it may not fail in full
  };

  // How one failure is dealt with.
  struct Case {
    Pace pace;
    double replay = 0;  // the seconds that one took

    // What is done when it has been shrunk: it is run in full, and replayed.
    double aside() const { return pace.in_full + (1 + kReplays) * replay; }
  };

  // To be sure, and to see how long it takes.
  Case replay(const Bytes& schedule, Finding& finding) {
    Case its{pace_of(check_, executor_, schedule, budget_, finding)};
    const auto start = Clock::now();
    confirm(check_, executor_, schedule, budget_, its.pace.replays, finding);
    its.replay = std::chrono::duration<double>(Clock::now() - start).count() / std::max(1, finding.replays);
    return its;
  }

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

  // Its file says so, that it may be replayed often enough.
  void save_as_flaky(Finding& finding, const Bytes& schedule) {
    if (finding.flaky() && finding.repro != given_) save(finding, schedule);
  }

  // `found`, as it was found in `schedule`, made as small as this part of the budget lets it.
  Finding shrunk(const Finding& found, const Bytes& schedule, const RunResult& failure, const Case& its, double part) {
    Finding result = found;
    if (its.pace.in_full > 0 && !budget_.holds(its.aside())) {
      result.note = budget_.interrupted()
                        ? "because of the interrupt"
                        : fmt::format("there was no time: to confirm a smaller one takes {:.1f} s", its.pace.in_full);
    } else {
      survives(result, [&] { result = minimised(found, schedule, failure, its, part); });
    }
    return result;
  }

  Finding minimised(const Finding& found, const Bytes& schedule, const RunResult& failure, const Case& its,
                    double part) {
    const auto start = Clock::now();
    Shrinking state{found, found_.findings.size() + 1, 0, found.after};
    const auto tell = [&] {
      if (options_.on_shrinking) options_.on_shrinking(state);
    };
    const auto progress = [&](std::uint32_t executions, const ScheduleSize& best) {
      state.executions = executions;
      state.best = best;
      tell();
    };
    Smallest smallest(check_, executor_, budget_, its.pace, its.aside());
    const auto alone = [&] {
      note_others(smallest.minimum(), its.pace);
      return waiting_.empty();  // nothing else needs the rest of the budget
    };
    smallest.search(schedule, failure, part, progress, alone);
    note_others(smallest.minimum(), its.pace);

    state.seconds_in_full = its.pace.in_full;
    tell();
    Finding small = found;
    if (const std::string why = taken(smallest, its, small); !why.empty()) {
      // Perhaps the schedule as it was found never always failed either.
      const int least = its.pace.provisional || !smallest.had_time() ? kReplays : kReplaysOfFlaky;
      return as_found(found, why, schedule, its, least);
    }
    state.seconds_in_full = 0;
    const Minimised& minimum = smallest.minimum();
    known_.push_back(small.verdict);
    small.shrunk = true;
    small.executions = minimum.executions;
    small.one_minimal = minimum.one_minimal && small.stable == small.replays;
    small.capped = minimum.capped;
    save(small, minimum.schedule);
    if (small.repro != found.repro) remove(found.repro);
    const Manner manner{its.pace.replays, budget_.end()};
    if (!budget_.late()) survives(small, [&] { keep_image(check_, executor_, minimum.schedule, manner, small); });
    small.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (small.one_minimal) {
      const auto asking = [&](std::size_t asked, std::size_t of) {
        state.asked = asked;
        state.questions = of;
        tell();
      };
      survives(small, [&] {
        ask_what_matters(check_, executor_, minimum.schedule, budget_, its.pace.candidates, small, asking);
      });
    }
    return small;
  }

  // Runs what is left in full, for its history and to be sure, and replays it. Says why it may not be taken.
  std::string taken(Smallest& smallest, const Case& its, Finding& finding) {
    std::string why;
    const auto failed = smallest.confirm(why);
    if (!why.empty()) return why;
    if (failed) {
      take_execution(check_, smallest.minimum().schedule, *failed, finding);
      confirm(check_, executor_, smallest.minimum().schedule, budget_, its.pace.replays, finding);
      if (!finding.flaky()) return "";
    } else {
      finding.replays = tries_of(check_);
      finding.stable = 0;
    }
    return fmt::format("what shrinking left of it failed in {} of {} replays", finding.stable, finding.replays);
  }

  // What was left after shrinking may not be taken.
  Finding as_found(Finding found, const std::string& why, const Bytes& schedule, const Case& its, int least) {
    confirm(check_, executor_, schedule, budget_, its.pace.replays, found, least);
    found.note = why + ", so it is as it was found";
    save_as_flaky(found, schedule);
    if (!budget_.late())
      survives(found, [&] { keep_image(check_, executor_, schedule, {its.pace.replays, budget_.end()}, found); });
    return found;
  }

  void note_others(const Minimised& minimum, const Pace& pace) {
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
      finding.isolation = isolation_;
      save(finding, schedule);
      waiting_.push_back({std::move(finding), schedule, result, pace.provisional || is_slow(result.verdict.failure)});
    }
  }

  void look_into(const Other& other) {
    const bool already = std::any_of(found_.findings.begin(), found_.findings.end(), [&](const Finding& finding) {
      return finding.verdict.same_bug(other.result.verdict);
    });
    if (already) return discard(other.finding.repro);  // another one turned out to be this bug when it was small
    Finding finding = other.finding;
    if (other.provisional && !budget_.holds(seconds_in_full(check_.info(), other.result.verdict.failure))) {
      ++found_.left_out;  // perhaps it is none
      return discard(finding.repro);
    }
    if (budget_.over()) {
      finding.note += budget_.interrupted() ? "; neither confirmed nor shrunk, because of the interrupt"
                                            : "; neither confirmed nor shrunk, because the time for shrinking was over";
      found_.findings.push_back(std::move(finding));
      return;
    }
    if (!survives(finding, [&] { look_closely(other, finding); })) keep(finding);
  }

  void look_closely(const Other& other, Finding& finding) {
    const Manner in_full{{}, budget_.end()};
    const StoppedRun again = run_until(check_, executor_, other.schedule, other.result.verdict, in_full);
    const bool failed = fails_so(again, other.result.verdict);
    if (!failed && (other.provisional || again.given_up)) {
      found_.left_out += again.given_up;
      return discard(finding.repro);
    }
    if (failed) {
      take_execution(check_, other.schedule, again, finding);
    } else {  // then there is no failed execution to show, only one that is not
      finding.rows = rows_of(check_, other.schedule, again);
    }
    const Case its = replay(other.schedule, finding);
    if (!failed) finding.differs.clear();
    if (finding.flaky()) {
      save_as_flaky(finding, other.schedule);
      found_.findings.push_back(std::move(finding));
      return;
    }
    keep(shrunk(finding, other.schedule, again.result, its, 1.0 / static_cast<double>(waiting_.size() + 1)));
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
  std::optional<Isolation> isolation_;
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
