#include "faultline/engine/campaign/sweep.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "faultline/engine/campaign/investigate.h"
#include "faultline/engine/words/seed.h"

namespace faultline {
namespace {

using Clock = std::chrono::steady_clock;

// Where the disk is simulated: the process dies, all that is unsynced is lost, and two picks of what stays.
constexpr std::int64_t kPicks = 4;

// The history up to the death at `point`.
Bytes history_of_death(std::string_view before, const std::string& point) {
  std::vector<char> memory(sizeof(std::uint64_t) + before.size() + point.size() + 16);
  Journal journal(memory);
  journal.assign(before);
  while (!journal.at_end()) journal.next();
  journal.append(Observed::crashed, point);
  return Bytes(journal.bytes());
}

class Sweeper {
 public:
  Sweeper(Check& check, Executor& executor, const CampaignOptions& options, SweepReport& report)
      : check_(check), executor_(executor), options_(options), report_(report), start_(Clock::now()) {
    for (const auto& point : check.info().crash_points) report_.points.push_back({point});
  }

  // False where the schedule fails without any crash.
  bool schedule(const Bytes& given) {
    const bool fine = run_and_crash(check_.without_crashes(given));
    executor_.drop_copies();
    return fine;
  }

  bool over() const {
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    return options_.interrupted() || (options_.seconds && seconds >= *options_.seconds);
  }

  std::vector<StoppedRun>& suspects() { return suspects_; }

 private:
  bool run_and_crash(const Bytes& schedule) {
    Job job;
    job.schedule = schedule;
    job.watch = true;
    JobResult run = executor_.execute(check_, job);
    ++report_.check.runs;
    report_.check.stats += run.state.stats;
    if (run.stopped) {
      suspects_.push_back(std::move(*run.stopped));
      return false;
    }
    crash_at_each(schedule, run, false);
    return true;
  }

  // One death: where, and the job that recovers from it.
  struct Death {
    SweptPoint* row;
    Job job;
  };

  void crash_at_each(const Bytes& schedule, const JobResult& run, bool recovering) {
    std::vector<Death> deaths;
    report_.cut |= run.passed.size() >= PointWatch::kMost;
    for (const PassedPoint& passed : run.passed) {
      SweptPoint* row = row_of(passed.point);
      if (row == nullptr) {  // the target does not name it, so no schedule may
        report_.others.insert(passed.point);
        continue;
      }
      ++row->hits;
      for (std::int64_t pick = 0; pick < (check_.info().simulated ? kPicks : 1); ++pick)
        deaths.push_back({row, after_death(schedule, run.journal, passed, pick)});
    }
    const std::size_t workers = executor_.workers();
    for (std::size_t begin = 0; begin < deaths.size(); begin += workers) {
      if (over()) {
        report_.skipped += deaths.size() - begin;
        return;
      }
      recover_each({deaths.begin() + static_cast<std::ptrdiff_t>(begin),
                    deaths.begin() + static_cast<std::ptrdiff_t>(std::min(begin + workers, deaths.size()))},
                   recovering);
    }
  }

  Job after_death(const Bytes& schedule, const Bytes& history, const PassedPoint& passed, std::int64_t pick) const {
    Job job;
    job.schedule = check_.crashed_in(schedule, passed.step, {passed.point, passed.hit, pick});
    job.copy = passed.copy;
    job.history = history_of_death(std::string_view(history).substr(0, passed.history), passed.point);
    return job;
  }

  // As many as there are workers. The copies that one makes while it recovers are gone with the next of its place.
  void recover_each(std::vector<Death> deaths, bool recovering) {
    std::vector<Job> jobs;
    for (Death& death : deaths) {
      death.job.watch = !recovering;
      death.job.first_copy = static_cast<std::uint32_t>((1 + jobs.size()) * PointWatch::kMost);
      jobs.push_back(death.job);
    }
    std::vector<JobResult> recovered = executor_.execute_all(check_, jobs);
    for (std::size_t i = 0; i < recovered.size(); ++i) {
      SweptPoint& row = *deaths[i].row;
      ++row.crashes;
      report_.in_recovery += recovering;
      report_.check.stats += recovered[i].stopped ? recovered[i].stopped->result.stats : recovered[i].state.stats;
      if (recovered[i].stopped) {
        row.losses += recovered[i].stopped->result.verdict.failed();
        suspects_.push_back(std::move(*recovered[i].stopped));
      } else {
        ++row.recoveries;
        report_.skipped += recovered[i].unwatched;  // at least one
        if (!recovering) crash_at_each(*jobs[i].schedule, recovered[i], true);
      }
    }
    if (options_.on_progress) options_.on_progress(report_.check, 0);
  }

  SweptPoint* row_of(const std::string& point) {
    const auto row =
        std::find_if(report_.points.begin(), report_.points.end(), [&](const auto& one) { return one.point == point; });
    return row == report_.points.end() ? nullptr : &*row;
  }

  Check& check_;
  Executor& executor_;
  const CampaignOptions& options_;
  SweepReport& report_;
  const Clock::time_point start_;
  std::vector<StoppedRun> suspects_;  // what did not pass
};

constexpr std::size_t kMostSuspects = 4;  // where the first losses come and go

// The verdict, and the first loss that fails again shrunk.
void conclude(Check& check, Executor& executor, const CampaignOptions& options, std::vector<StoppedRun>& suspects,
              SweepReport& report) {
  std::size_t tried = 0;
  for (StoppedRun& suspect : suspects) {
    if (!suspect.result.verdict.failed() || ++tried > kMostSuspects) continue;
    take(report.check,
         investigate(check, executor, {.stopped = std::move(suspect), .isolation = report.check.isolation}, options));
    judge_by_findings(report.check);
    if (report.check.verdict == VerdictKind::fail) return;
  }
  if (tried > 0 || !report.check.engine_error.empty()) return;
  if (!suspects.empty()) {
    report.check.verdict = VerdictKind::inconclusive;
    report.check.reason = suspects.front().result.verdict.message;
  } else if (report.skipped > 0 || report.cut) {
    report.check.verdict = VerdictKind::inconclusive;
    report.check.reason = report.cut ? "a run passed more crash points than are looked at; use fewer steps (--steps)"
                                     : "stopped before every crash was made";
  } else if (const auto unreached = report.never_reached(); !unreached.empty() && !report.interrupted) {
    report.check.verdict = VerdictKind::inconclusive;
    report.check.reason = fmt::format("{} of its crash points {} never reached; sweep more schedules or longer ones",
                                      unreached.size(), unreached.size() == 1 ? "was" : "were");
  }
}

}  // namespace

SweepReport sweep(Check& check, Executor& executor, Isolation isolation, const CampaignOptions& options,
                  const std::optional<Bytes>& schedule) {
  const auto start = Clock::now();
  SweepReport report;
  report.check.check = &check.info();
  report.check.isolation = isolation;
  Sweeper sweeper(check, executor, options, report);
  const std::uint64_t total = schedule || options.seed ? 1 : options.runs.value_or(kSweptSchedules);
  try {
    for (std::uint64_t run = 0; run < total && !sweeper.over(); ++run) {
      Generated generated{options.seed.value_or(run_seed(options.campaign, check.info().name, run)),
                          options.steps.value_or(check.info().steps)};
      if (!sweeper.schedule(schedule ? *schedule : check.generate(generated))) break;
    }
  } catch (const Interrupted&) {        // it is over, that is all
  } catch (const EngineError& error) {  // what was found until then is reported all the same
    report.check.engine_error = error.what();
    report.check.verdict = VerdictKind::inconclusive;
    report.check.reason = fmt::format("the engine failed: {}", error.what());
  }
  report.interrupted = options.interrupted();
  conclude(check, executor, options, sweeper.suspects(), report);
  report.check.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return report;
}

}  // namespace faultline
