// Runs jobs in this very process: fastest, for targets that neither die nor hang.
#pragma once

#include "faultline/engine/isolation/executor.h"

namespace faultline {

class InProcessExecutor : public Executor {
 public:
  explicit InProcessExecutor(std::filesystem::path workspace_root);
  JobResult execute(Check& check, const Job& job) override;

 private:
  JournalMemory memory_;
  Journal journal_;
  Workspace workspace_;
};

}  // namespace faultline
