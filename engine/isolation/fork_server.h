// The engine's side of the fork server: runs jobs in workers that may die, hang or be killed.
#pragma once

#include <sys/types.h>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/isolation/shared_slate.h"

namespace faultline {

// In the folder of workspaces: the copies that workers made at crash points, one folder each.
inline constexpr const char* kCopiesFolder = "copies";

// Starts the server on construction and ends it on destruction. Not thread-safe.
class ForkedExecutor : public Executor {
 public:
  // Workers keep their workspace in the folder `name` of `workspace_root`. Throws EngineError when the server cannot be
  // started.
  explicit ForkedExecutor(const std::filesystem::path& workspace_root, const std::string& name = "f");
  ~ForkedExecutor() override;
  JobResult execute(Check& check, const Job& job) override;

  // The two halves of `execute`, so that several servers can be busy at once. Every `start` needs its `finish`, also
  // where it throws.
  void start(Check& check, const Job& job);
  JobResult finish(Check& check, const Job& job);

 private:
  void pass_steps_on();

  SharedSlate shared_;
  StepsToStderr steps_;
  int socket_ = -1;
  pid_t server_ = -1;
};

}  // namespace faultline
