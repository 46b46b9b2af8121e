// Hosting: running the seeds of one job, one after another, in the process at hand.
#pragma once

#include <cstdint>
#include <optional>

#include "faultline/engine/runner/check.h"

namespace faultline {

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

  std::uint64_t runs() const { return seed || schedule ? 1 : count; }
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (campaign, first, count, steps, chain, seed, schedule, perturbed, verbose, reuse, watch,
                       first_copy, copy, history, image))

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
