#include "faultline/targets/workflow/target/workflow_targets.h"

namespace faultline::attach {
template class ModelCheck<models::WorkflowModel>;
}  // namespace faultline::attach
