// Several fork servers at once, for schedules that do not wait for one another.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "faultline/engine/isolation/fork_server.h"

namespace faultline {

// A server for each worker, with a workspace of its own. The first starts on construction, the others when several
// jobs are first given together. After an EngineError all start anew. Not thread-safe.
class ForkedPool : public Executor {
 public:
  // Throws EngineError when a server cannot be started.
  ForkedPool(std::filesystem::path workspace_root, std::uint32_t workers);

  JobResult execute(Check& check, const Job& job) override;
  std::vector<JobResult> execute_all(Check& check, const std::vector<Job>& jobs) override;
  void drop_copies() override;
  std::uint32_t workers() const override { return workers_; }
  Needs needs_of(const Check& check) const override;

 private:
  void have_servers(std::size_t wanted);
  JobResult finish(ForkedExecutor& server, Check& check, const Job& job);

  std::filesystem::path root_;
  std::uint32_t workers_;
  std::vector<std::unique_ptr<ForkedExecutor>> servers_;
  std::map<std::string, Needs> needs_;  // by the name of the check
};

}  // namespace faultline
