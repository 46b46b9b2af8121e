// What a campaign found, as data: the text report and the JSON are made from this.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "faultline/engine/runner/check.h"

namespace faultline {

struct Finding {
  const CheckInfo* check = nullptr;
  std::string seed;                    // printed form; empty for a schedule that came from a file
  std::uint32_t steps = 0;             // of the seed's schedule
  std::optional<Isolation> isolation;  // where it is not the check's own
  Verdict verdict;                     // of the minimal schedule
  ScheduleSize before, after;
  std::uint32_t executions = 0;
  double seconds = 0;
  bool shrunk = false;    // false: the schedule is as it was found, or as its file has it
  bool replayed = false;  // it came from a file, and shrinking was not asked for
  bool one_minimal = false;
  bool capped = false;
  struct Answer {
    Question question;
    std::uint32_t same = 0, passed = 0, otherwise = 0;  // of its schedules
  };
  std::vector<Answer> what_matters;
  std::uint32_t unasked = 0;       // questions for which there was no time
  std::vector<ReportRow> rows;     // of the minimal schedule; empty: it was not run again
  std::vector<std::string> stack;  // where the process died, innermost first; empty: it did not, or it is not known
  std::string output;              // the first and last of what the dead process wrote
  int replays = 0, stable = 0;     // confirming replays, and in how many it was the same failure
  bool same_history = true;        // in each of those, too
  std::string differs;  // where a replay first did something else: "at step 3, get(key="a"): ok 1, then ok 2"
  std::uint64_t digest = 0;
  std::string repro;  // absolute path
  std::string image;  // absolute path of a folder: what the last recovery found on disk; empty: there was none
  std::string note;   // why it was not shrunk, or how a replay compares with what its file recorded

  // It does not fail again as it should. Where the target says that its timing decides, once more is enough.
  bool flaky() const { return check->deterministic ? stable < replays || !same_history : replays > 0 && stable == 0; }
};

// "fails in 6 of 20 replays of the same schedule; first differs at step 3, ...": of a flaky finding.
std::string flaky_text(const Finding& finding);
std::string failing_rate(int failed, int replays);  // its first part

struct CheckReport {
  const CheckInfo* check = nullptr;
  Isolation isolation = Isolation::in_process;
  std::uint64_t runs = 0;
  RunStats stats;
  Tally tally{};
  double seconds = 0;
  std::uint64_t inconclusive = 0;  // runs that were; a campaign goes on after them
  VerdictKind verdict = VerdictKind::pass;
  std::string reason;             // of anything but pass and fail
  std::vector<Finding> findings;  // the first is the one that ended the campaign
  std::uint32_t left_out = 0;     // kinds of failure that were met besides, and are no finding
  std::uint64_t chain = 0;        // digest of all passing runs, in order
  std::string engine_error;       // with what the engine itself failed on the way; empty: it did not
};

// Sets the verdict, and the reason where it is not a plain failure, by the first finding.
void judge_by_findings(CheckReport& report);

struct CampaignReport {
  std::uint64_t campaign = 0;
  std::vector<CheckReport> checks;
  bool interrupted = false;
  std::size_t not_begun = 0;  // checks, because of the interrupt

  // 0, 1, 3, 4 or 130, as INTERFACES says.
  int exit_code() const;
};

const char* name_of(Isolation isolation);
// What `--isolate` calls so, and a repro file; nothing where there is no such name.
std::optional<Isolation> isolation_named(std::string_view name);

}  // namespace faultline
