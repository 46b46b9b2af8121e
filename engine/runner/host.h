// Hosting: running the seeds of one job, one after another, in the process at hand.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "faultline/engine/runner/check.h"

namespace faultline {

// What a run may use up before it is ended as one that would use ever more. 0: what the check says, and a late step is
// tried again with more.
struct Bounds {
  std::uint32_t step_ms = 0;  // of one step; time in which it waited for a processor does not count
  std::uint64_t memory_mb = 0;
};
BOOST_DESCRIBE_STRUCT(Bounds, (), (step_ms, memory_mb))

// The most that runs were seen to use: looked at now and then, so a little more may be.
struct Needs {
  std::uint32_t step_ms = 0;    // of any step that ended
  std::uint64_t memory_mb = 0;  // of runs that passed

  void include(const Needs& other) {
    step_ms = std::max(step_ms, other.step_ms);
    memory_mb = std::max(memory_mb, other.memory_mb);
  }
};
BOOST_DESCRIBE_STRUCT(Needs, (), (step_ms, memory_mb))

// One schedule, or the seeds [first, first + count) of a campaign. A job ends at the first run that does not pass.
struct Job {
  std::uint64_t campaign = 0, first = 0, count = 0;
  std::uint32_t steps = 0;
  std::uint64_t chain = 0;            // digest of the runs before this job
  std::optional<std::uint64_t> seed;  // instead of a range: this one run seed
  std::optional<Bytes> schedule;      // instead of seeds
  std::vector<Perturbation> perturbed;
  bool verbose = false;
  bool reuse = false;  // the target may go on from a copy that the job before left, where it is run in this process
  bool watch = false;  // say which crash points are passed, and copy the disk at each; the first is copy `first_copy`
  std::uint32_t first_copy = 0;
  std::optional<std::uint32_t> copy;  // go on from there: the process died, and this is its history
  Bytes history;
  std::string image;  // a folder for the disk of a process that died, as recovery found it; empty: it is not kept
  Bounds bounds;
  std::int64_t until = 0;     // when a worker is given up, whatever it does, by the steady clock in ns; 0: never
  std::uint32_t stop_at = 0;  // the process stops before this thing is asked of the system, counted from 1; 0: nowhere
  std::string stop_text;      // how people call that

  std::uint64_t runs() const { return seed || schedule ? 1 : count; }
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (campaign, first, count, steps, chain, seed, schedule, perturbed, verbose, reuse, watch,
                       first_copy, copy, history, image, bounds, until, stop_at, stop_text))

// How far a job is. Plain data, so that it can lie in memory shared between processes; zeroed memory is a fresh one.
struct JobState {
  std::uint64_t completed = 0;  // runs that passed
  std::uint64_t chain = 0;      // digest of their digests, in order, going on from the job's
  RunStats stats;               // of the completed runs
  Tally tally;                  // of all runs, also one that does not pass
};

RunInput input_of(const Job& job, const CheckInfo& check, std::uint64_t run);

// Goes on from `state` (and from the journal in `env`, if it holds a run begun in another process) until the job ends
// (no value) or a run does not pass (its result). Throws BadSurroundings where a run failed and they may be to blame.
std::optional<RunResult> host(Check& check, const Job& job, JobState& state, RunEnv& env);

}  // namespace faultline
