// The workflow runner over the stores of targets/store. What checks of its model have in common is compiled once, in
// workflow_checks.cpp.
#pragma once

#include <string>
#include <vector>

#include "faultline/generators/systems/workflow.h"
#include "faultline/targets/attach/model_check.h"
#include "faultline/targets/store/target/backends.h"
#include "faultline/targets/workflow/target/workflow_target.h"

namespace faultline::attach {
extern template class ModelCheck<models::WorkflowModel>;
}  // namespace faultline::attach

namespace faultline::targets {

template <class R>
struct InProcessWorkflow : WorkflowTarget<MemoryBackend<store::MemoryStore>, R> {
  using WorkflowTarget<MemoryBackend<store::MemoryStore>, R>::WorkflowTarget;
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr bool recovers = false;
};

struct MemoryWorkflowTarget : InProcessWorkflow<workflow::Runner> {
  using InProcessWorkflow::InProcessWorkflow;
};

struct SqliteWorkflowTarget : WorkflowTarget<SqliteBackend> {
  using WorkflowTarget::WorkflowTarget;
  static std::vector<std::string> crash_points() {
    return {store::kSqliteCrashPoints.begin(), store::kSqliteCrashPoints.end()};
  }
};

}  // namespace faultline::targets
