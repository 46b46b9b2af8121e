// What the planted bugs of the workflow runner have in common.
#pragma once

#include "faultline/targets/attach/check.h"
#include "faultline/targets/workflow/target/workflow_targets.h"

namespace faultline::zoo {

using models::WorkflowModel;
using store::Result;
using store::StoreError;
using targets::InProcessWorkflow;
using workflow::Answer;
using workflow::Runner;
using workflow::State;

}  // namespace faultline::zoo
