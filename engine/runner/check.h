// A check with its types erased: what campaigns, executors and reports work with. targets/attach implements it for
// every pair of model and target.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>

#include "faultline/engine/runner/perturbation.h"
#include "faultline/engine/runner/run.h"
#include "faultline/engine/words/codec.h"
#include "faultline/engine/words/concepts.h"
#include "faultline/engine/words/hash.h"

namespace faultline {

struct CheckInfo {
  std::string name, model, target;
  Isolation isolation = Isolation::forked;
  std::vector<std::string> commands, faults, crash_points;
  std::vector<std::string> outcomes;     // what may become of a command: the columns of the tally
  std::vector<std::string> sometimes;    // what a campaign must have seen
  bool recovers = true;                  // keeps its data over a restart
  bool deterministic = true;             // the same schedule has the same history every time
  bool concurrent = false;               // may be given several commands at the same moment
  bool simulated = false;                // its process and disk exist in simulation: crashes are made in any process
  std::uint32_t runs = 0;                // of a campaign, unless the user says otherwise
  std::uint32_t steps = 0;               // of a schedule, likewise
  std::uint32_t deadline_ms = 0;         // for one step; a step past it is confirmed once at four times as much
  std::uint64_t memory_limit_mb = 1024;  // for the process hosting the target, on top of what it starts with
  std::uint32_t revision = 0;            // of described types, domains, weights and options
  std::string minimal_steps;             // its exact minimal schedule, as in a repro file; planted bugs only
  std::string ctest;                     // how ctest is called for this check; empty: it is no ctest test

  // After one death in so many, what was recovered is recovered and read once more, and must read the same.
  std::uint32_t second_recovery_every = 1;

  // Of a seed whose schedule has so many steps. What is printed with another number than the check's own means nothing
  // without it.
  std::uint32_t revision_of(std::uint32_t seed_steps) const {
    return seed_steps == steps ? revision : static_cast<std::uint32_t>(hash_pair(revision, seed_steps, 0));
  }

  bool planted() const { return name.starts_with("zoo."); }
};

// A schedule to run: generated here and now, or given as bytes of `ScheduleOf<Model>`.
struct Generated {
  std::uint64_t seed = 0;
  std::uint32_t steps = 0;
  bool operator==(const Generated&) const = default;
};
using RunInput = std::variant<Generated, Bytes>;

// A place in code, by a name that holds in every process: how far into a program or library.
struct CodePlace {
  std::string file;  // empty: this program; "?": no code is known there
  std::uint64_t offset = 0;
};
BOOST_DESCRIBE_STRUCT(CodePlace, (), (file, offset))

// How the process hosting a target ended, when it was not asked to.
struct Death {
  FailureClass failure = FailureClass::died_by_signal;  // one of the process family
  int number = 0;                                       // signal number or exit code, where it is one of these
  std::string output;                                   // of its stdout and stderr: the first and the last
  std::string detail;            // what the target did, to follow the command: "left a thread running"
  std::vector<CodePlace> stack;  // where its own code ended it, innermost first; empty: not known
  bool unsure = false;           // a hang or a deadlock, but the time was too short to tell which
};
BOOST_DESCRIBE_STRUCT(Death, (), (failure, number, output, detail, stack, unsure))

// One row of a report's schedule table.
struct ReportRow {
  enum class Kind : std::uint8_t { numbered, fault, crash, audit };
  Kind kind = Kind::numbered;
  std::uint32_t step = 0;  // index into the schedule
  std::string text, model, actual;
  bool failed_here = false;
  std::uint32_t asked = 0;  // which of the things asked of the system it tells of, counted from 1
};
BOOST_DESCRIBE_STRUCT(ReportRow, (), (kind, step, text, model, actual, failed_here, asked))

// Runs candidates, several at a time where that can be; one result for each, in order. Must be deterministic for a
// deterministic target.
using Evaluate = std::function<std::vector<RunResult>(const std::vector<Bytes>& schedules)>;

struct Minimised {
  Bytes schedule;
  Verdict verdict;               // the failure that was chased: the one given, or what an audit in its place saw
  std::uint32_t executions = 0;  // candidates run that counted; none twice
  std::uint32_t accepted = 0;    // how often one of them became the best so far
  bool one_minimal = false;      // every single step was taken out once, and none can go
  bool capped = false;           // a cap or an interrupt ended it early
  std::vector<std::pair<Bytes, RunResult>> others;  // other failures met on the way, one of each kind
  std::vector<Bytes> path;                          // every best so far, from the one that was given to `schedule`
};

// What minimising may cost, and how it is watched. The result is the same for any number of workers.
struct MinimiseLimits {
  std::uint32_t executions = 20000;
  double seconds = 60;
  std::uint32_t workers = 1;  // candidates that are evaluated at the same time
  std::function<bool()> interrupted = [] { return false; };
  std::function<void(std::uint32_t executions, const ScheduleSize& best)> progress = nullptr;
};

// What a reader of a minimal schedule asks: would it still fail without this, or with that instead?
struct Question {
  enum class Kind : std::uint8_t {
    without,      // this step
    later,        // this fault or crash one step later
    other_value,  // another value of this argument, wherever it stands
  };
  Kind kind = Kind::without;
  std::uint32_t step = 0;        // index into the schedule; of an argument: the first step that has it
  std::string argument;          // its name
  bool all = true;               // there are no more values than those tried
  std::vector<Bytes> schedules;  // run these to know
};

// A perturbation of one run, for the self-test, and what people read of it.
struct PerturbedRun {
  std::string kind;  // "drop", "repeat", "stale", "swap" or "corrupt"
  std::string text;  // "stale get(key="a") at step 4"
  std::vector<Perturbation> perturbations;
};

// Thread-compatible. Schedules as bytes belong to the check they came from.
class Check {
 public:
  virtual ~Check() = default;
  virtual const CheckInfo& info() const = 0;

  // Has the schedule of a run ready: one that runs next on this input, in this process or in one forked from it, need
  // not make it once more.
  virtual void prepare(const RunInput& input) = 0;
  // Runs against the real target in this process.
  virtual RunResult run(const RunInput& input, RunEnv& env) = 0;
  // The verdict of a run whose process died, from what its journal holds. `progress` is where the model is, as in a
  // run.
  virtual RunResult conclude(const RunInput& input, Journal& journal, const Death& death, Progress& progress) = 0;
  // The report's table; `death` when the run ended so.
  virtual std::vector<ReportRow> explain(const Bytes& schedule, Journal& journal, const Death* death,
                                         Progress& progress) = 0;

  // Ways to perturb the run whose journal this is: for each kind some, drawn by `seed`.
  virtual std::vector<PerturbedRun> perturb(const Bytes& schedule, Journal& journal, std::uint64_t seed) = 0;

  virtual Bytes generate(const Generated& input) const = 0;
  virtual Bytes without_crashes(const Bytes& schedule) const = 0;
  // The schedule up to this step, with the crash armed before it and a restart after it.
  virtual Bytes crashed_in(const Bytes& schedule, std::size_t step, const Crash& crash) const = 0;
  virtual ScheduleSize size(const Bytes& schedule) const = 0;
  virtual boost::json::value to_json(const Bytes& schedule) const = 0;
  // Throws BadInput naming the step.
  virtual Bytes from_json(const boost::json::value& steps) const = 0;
  virtual Minimised minimise(const Bytes& schedule, const RunResult& failure, const Evaluate& evaluate,
                             const MinimiseLimits& limits) const = 0;
  virtual std::vector<Question> questions(const Bytes& schedule) const = 0;
};

}  // namespace faultline
