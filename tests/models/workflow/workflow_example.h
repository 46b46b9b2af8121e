// Small words for the workflow model's tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/models/workflow/workflow_model.h"

namespace faultline::models::workflow::testing {

inline const Reply kOk = Done{}, kNotFound = Refused{Refusal::not_found}, kRunning = Refused{Refusal::already_running};
inline const Error kTransient{"transient", "injected"}, kMismatch{"etag_mismatch", "injected"};

inline Reply running(std::vector<std::int64_t> history, std::vector<std::int64_t> inbox) {
  return State{false, std::move(history), std::move(inbox)};
}
inline Reply completed(std::vector<std::int64_t> history, std::vector<std::int64_t> inbox) {
  return State{true, std::move(history), std::move(inbox)};
}
inline Reply due(const std::vector<std::string>& ids) {
  Due due;
  for (const auto& id : ids) due.reminders.push_back({id, true});
  return due;
}

// Whether exactly this reply is right, and no failure.
inline void expect_answer(const WorkflowModel& model, const WorkflowModel::Command& command, const Reply& right) {
  for (const Reply& reply : {kOk, kNotFound, kRunning, running({}, {}), due({}), Reply(Counted{0}), right})
    EXPECT_EQ(WorkflowModel(model).step(command, reply), reply == right)
        << to_text(command) << " answered " << to_text(reply);
  EXPECT_FALSE(WorkflowModel(model).permits(command, kTransient));
  EXPECT_FALSE(WorkflowModel(model).permits(command, kMismatch));
  EXPECT_EQ(model.expect(command), to_text(right));
}

// Whether exactly this failure is right, and no reply.
inline void expect_failure(const WorkflowModel& model, const WorkflowModel::Command& command, const Error& right) {
  for (const Error& error : {kTransient, kMismatch, Error{"io", ""}})
    EXPECT_EQ(WorkflowModel(model).permits(command, error), error.kind == right.kind) << error.kind;
  for (const Reply& reply : {kOk, kNotFound, kRunning, running({}, {})})
    EXPECT_FALSE(WorkflowModel(model).step(command, reply));
  EXPECT_EQ(model.expect(command), "fail " + right.kind);
}

// The state after these commands, all of them answered.
inline WorkflowModel after(const std::vector<WorkflowModel::Command>& commands) {
  WorkflowModel model;
  for (const auto& command : commands) model.assume(command);
  return model;
}

}  // namespace faultline::models::workflow::testing
