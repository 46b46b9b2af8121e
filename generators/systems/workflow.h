// How often each command of a workflow runner is drawn: events more often than anything, so that inboxes fill.
#pragma once

#include "faultline/generators/weights.h"
#include "faultline/models/workflow/workflow_model.h"

namespace faultline::generators {

template <>
inline constexpr std::array<std::uint32_t, 8> weights_of<models::WorkflowModel::Command>{3, 5, 4, 2, 2, 2, 2, 1};

}  // namespace faultline::generators
