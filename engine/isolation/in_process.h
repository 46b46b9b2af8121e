// Runs jobs in this very process: fastest, for targets that neither die nor hang.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/isolation/steps.h"

namespace faultline {

class InProcessExecutor : public Executor {
 public:
  // `crash`: how a simulated process is made to die.
  explicit InProcessExecutor(std::filesystem::path workspace_root, CrashControl crash = {});
  // With the journal in `journal`, which another process may read, as it may `state`: how far the job is.
  InProcessExecutor(std::filesystem::path workspace_root, CrashControl crash, std::span<char> journal, JobState& state);
  JobResult execute(Check& check, const Job& job) override;
  void drop_copies() override { copies_.clear(); }

 private:
  CrashControl crash_;
  std::map<std::uint32_t, std::unique_ptr<Machine>> copies_;
  std::optional<JournalMemory> memory_;
  Journal journal_;
  JobState own_state_;
  JobState& state_;
  Workspace workspace_;
  StepsToStderr steps_;
};

}  // namespace faultline
