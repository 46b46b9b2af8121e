// Executors run jobs somewhere: in this process, or in workers that may die.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "faultline/engine/runner/host.h"

namespace faultline {

// The run a job stopped at.
struct StoppedRun {
  RunInput input;
  RunResult result;
  Bytes journal;
  std::optional<Death> death;
  bool given_up = false;  // it had no time to come to anything
};

struct JobResult {
  JobState state{};  // of the runs that passed
  std::optional<StoppedRun> stopped;
  Bytes journal{};                    // of the last run, where it passed and the job was a single schedule
  std::vector<PassedPoint> passed{};  // where the job asked to watch
  bool unwatched = false;             // it did, but the copy that it was to go on from was gone
  Needs needs{};
  bool given_up = false;  // as the job asked
};

class Executor {
 public:
  virtual ~Executor() = default;
  // Throws EngineError when the executor itself fails. Not thread-safe.
  virtual JobResult execute(Check& check, const Job& job) = 0;
  // The results in the order of the jobs, each of which is a single schedule; workers() of them run at a time. Also
  // throws EngineError; not thread-safe.
  virtual std::vector<JobResult> execute_all(Check& check, const std::vector<Job>& jobs) {
    std::vector<JobResult> results;
    for (const Job& job : jobs) results.push_back(execute(check, job));
    return results;
  }
  virtual std::uint32_t workers() const { return 1; }
  // What runs of this check needed so far. Nothing where nobody watches over them.
  virtual Needs needs_of(const Check&) const { return {}; }
  // Copies that jobs made (Job::watch) are kept until then.
  virtual void drop_copies() {}
};

// The engine itself failed (exit 4): not the target's doing.
class EngineError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A job was given up because this process is to end (interrupt.h): no fault of anyone's, and nothing is known of the
// job.
class Interrupted : public EngineError {
 public:
  Interrupted() : EngineError("interrupted") {}
};

}  // namespace faultline
