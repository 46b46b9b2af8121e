// Runs jobs in this very process: fastest, for targets that neither die nor hang.
#pragma once

#include <map>
#include <memory>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/isolation/steps.h"

namespace faultline {

class InProcessExecutor : public Executor {
 public:
  // `crash`: how a simulated process is made to die.
  explicit InProcessExecutor(std::filesystem::path workspace_root, CrashControl crash = {});
  JobResult execute(Check& check, const Job& job) override;
  void drop_copies() override { copies_.clear(); }

 private:
  CrashControl crash_;
  std::map<std::uint32_t, std::unique_ptr<Machine>> copies_;
  JournalMemory memory_;
  Journal journal_;
  Workspace workspace_;
  StepsToStderr steps_;
};

}  // namespace faultline
