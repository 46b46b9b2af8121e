// In-process runs that do not take the engine along when they end their process, or do not end.
//
// A copy of this process (a fork) runs the jobs of one check, one after another, as the engine would itself: same
// memory, no worker for each job. The engine watches it from outside, and finds in shared memory what a copy was doing
// that is gone.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/isolation/in_process.h"
#include "faultline/engine/isolation/processes.h"
#include "faultline/engine/isolation/shared_slate.h"
#include "faultline/engine/isolation/watch.h"

namespace faultline {

// Not thread-safe. Where this process has other threads, which a copy would not have, or is looked at by a debugger,
// the jobs are run in it after all, and nobody watches.
class HostedExecutor : public Executor {
 public:
  explicit HostedExecutor(std::filesystem::path workspace_root, CrashControl crash = {});
  ~HostedExecutor() override;
  JobResult execute(Check& check, const Job& job) override;
  Needs needs_of(const Check& check) const override;
  void drop_copies() override;

 private:
  void have_host(Check& check);
  [[noreturn]] void serve(Check& check, int socket) noexcept;
  std::optional<WorkerEnd> run(Check& check, const Job& job, WorkerLimits limits);
  WorkerEnd::How await(Watch& watch);
  JobResult conclude(Check& check, const Job& job, const WorkerEnd& end);
  std::string ended_between_runs(const Check& check, const WorkerEnd& end) const;
  WorkerEnd end_host();
  WorkerEnd kill_host();

  std::filesystem::path root_;
  CrashControl crash_;
  std::unique_ptr<InProcessExecutor> here_;  // where no copy can be made
  SharedSlate shared_;
  WorkerOutput output_;
  StepsToStderr steps_;
  std::map<std::string, Needs> needs_;  // by the name of the check
  Check* hosted_ = nullptr;
  std::uint64_t data_at_start_ = 0;         // bytes that the host had then
  std::uint64_t peak_mb_ = 0;               // that the last job was seen to use
  std::vector<ChildProcess> own_children_;  // of this process, before there was a host
  int was_subreaper_ = 0;                   // and what this process was then
  bool has_copies_ = false;                 // that a job made, and a later one may go on from
  pid_t host_ = -1;
  int socket_ = -1, handle_ = -1;
};

// Ends the copies that there are, at once. For a signal handler that ends this process.
void kill_hosts();

}  // namespace faultline
