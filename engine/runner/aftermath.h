// What runs leave behind in the process that hosts them.
#pragma once

namespace faultline {

struct JobState;

// Told by the host what happens; engine/isolation implements it where a process may be given up. Not thread-safe.
class Aftermath {
 public:
  virtual ~Aftermath() = default;

  virtual void before_run(const JobState& state) = 0;
  // Something was asked of the target and came back, but the journal does not hold it yet. Only while
  // `RunEnv::closely`.
  virtual void observed() = 0;
  // After a run whose target is closed and whose workspace is gone; `state` does not count it yet. True where the same
  // run must be run once more: journal and state then stand as before it. Does not return where something was left
  // behind: the process ends.
  virtual bool again(JobState& state, bool passed) = 0;
};

}  // namespace faultline
