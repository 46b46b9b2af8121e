// Runs jobs in this very process: fastest, for targets that neither die nor hang.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/isolation/shared_slate.h"
#include "faultline/engine/isolation/steps.h"
#include "faultline/engine/isolation/worker_output.h"

namespace faultline {

class InProcessExecutor : public Executor {
 public:
  // `crash`: how a simulated process is made to die.
  explicit InProcessExecutor(std::filesystem::path workspace_root, CrashControl crash = {});
  // For another process, which looks at `shared` from outside, and reads what this one prints.
  InProcessExecutor(std::filesystem::path workspace_root, CrashControl crash, SharedSlate& shared);
  JobResult execute(Check& check, const Job& job) override;
  void drop_copies() override { copies_.clear(); }

 private:
  CrashControl crash_;
  std::map<std::uint32_t, std::unique_ptr<Machine>> copies_;
  std::optional<JournalMemory> memory_;
  Journal journal_;
  JobState own_state_;
  JobState& state_;
  Progress own_progress_;
  Progress& progress_;
  Workspace workspace_;
  std::unique_ptr<StepListener> steps_;
  Slate* watched_ = nullptr;        // by another process, which finds here what this one does
  std::optional<Printed> printed_;  // where it is
};

}  // namespace faultline
