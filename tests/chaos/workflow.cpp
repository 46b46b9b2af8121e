#include "faultline/targets/attach/check.h"
#include "faultline/targets/workflow/target/workflow_targets.h"

using namespace faultline;

FAULTLINE_CHECK(chaos.workflow.memory, models::WorkflowModel, targets::MemoryWorkflowTarget);
FAULTLINE_CHECK(chaos.workflow.sqlite, models::WorkflowModel, targets::SqliteWorkflowTarget);
