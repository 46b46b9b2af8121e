// Saves that fail: when, how often, and what stays.
#include "workflow/workflow_example.h"

namespace faultline::models::workflow {
namespace {

using namespace testing;

WorkflowModel armed(WorkflowModel model, const Fault& fault) {
  model.inject(fault);
  return model;
}

const WorkflowModel kStarted = after({Start{"a"}});
const WorkflowModel kWaiting = after({Start{"a"}, Raise{"a", 3}});
const WorkflowModel kCompleted = after({Start{"a"}, Raise{"a", 0}, Pump{"a"}});

TEST(WorkflowFaults, FireOnTheKeysThatASaveWrites) {
  const auto fires = [](const WorkflowModel& model, const WorkflowModel::Command& command) {
    std::string on;
    for (std::uint64_t i = 0; i < SaveKey::size(); ++i)
      if (armed(model, FailSaves{SaveKey::at(i), 1}).permits(command, kTransient)) on += SaveKey::at(i).str() + ' ';
    return on;
  };
  EXPECT_EQ(fires({}, Start{"a"}), "metadata ||a|| ");
  EXPECT_EQ(fires({}, Start{"b"}), "metadata ||b|| ");
  EXPECT_EQ(fires(kCompleted, Start{"a"}), "metadata history ||a|| ");
  EXPECT_EQ(fires(kStarted, Raise{"a", 1}), "inbox metadata ||a|| ");
  EXPECT_EQ(fires(kStarted, PeerRaise{"a", 1}), "inbox metadata ||a|| ");
  EXPECT_EQ(fires(kWaiting, Pump{"a"}), "inbox metadata history ||a|| ");
}

TEST(WorkflowFaults, WhatSavesNothingNeverFails) {
  const Fault fault = FailSaves{"metadata", 1};
  expect_answer(armed(kStarted, fault), Start{"a"}, kRunning);
  expect_answer(armed(kStarted, fault), Raise{"b", 1}, kNotFound);
  expect_answer(armed(kStarted, fault), Pump{"a"}, running({}, {}));
  expect_answer(armed(kWaiting, fault), Status{"a"}, running({}, {3}));
  expect_answer(armed(kWaiting, fault), ListReminders{}, due({"a"}));
}

TEST(WorkflowFaults, ATransientFailureMustFireAndChangesNothing) {
  WorkflowModel model = armed(kWaiting, FailSaves{"inbox", 2});
  expect_failure(model, Raise{"a", 4}, kTransient);
  expect_failure(model, Pump{"a"}, kTransient);
  ASSERT_TRUE(model.permits(Raise{"a", 4}, kTransient));
  ASSERT_TRUE(model.permits(Pump{"a"}, kTransient));
  expect_answer(model, Status{"a"}, running({}, {3}));
  expect_answer(model, ListReminders{}, due({"a"}));
  expect_answer(model, Counters{}, Counted{2});
  expect_answer(model, Pump{"a"}, running({3}, {}));
}

TEST(WorkflowFaults, OneOrTwoMismatchesAreRecoveredFrom) {
  WorkflowModel model = armed(kStarted, MismatchSaves{"inbox", 2});
  expect_answer(model, Raise{"a", 4}, kOk);
  ASSERT_TRUE(model.step(Raise{"a", 4}, kOk));
  expect_answer(model, Counters{}, Counted{2});
}

TEST(WorkflowFaults, TheThirdMismatchFailsTheCommand) {
  WorkflowModel model = armed(kStarted, MismatchSaves{"inbox", 3});
  expect_failure(model, Raise{"a", 4}, kMismatch);
  ASSERT_TRUE(model.permits(Raise{"a", 4}, kMismatch));
  expect_answer(model, Counters{}, Counted{3});
  expect_answer(model, Raise{"a", 4}, kOk);
}

TEST(WorkflowFaults, APeersFailureIsNotTheStatussOwn) {
  WorkflowModel model = armed(kWaiting, FailSaves{"history", 1});
  expect_answer(model, TornStatus{"a"}, running({}, {3}));
  ASSERT_TRUE(model.step(TornStatus{"a"}, running({}, {3})));
  expect_answer(model, Counters{}, Counted{1});
}

TEST(WorkflowFaults, ArmingReplacesAndHealDisarms) {
  WorkflowModel model = armed(armed(kStarted, FailSaves{"inbox", 3}), FailSaves{"history", 1});
  expect_answer(model, Raise{"a", 4}, kOk);
  model.inject(FailSaves{"inbox", 2});
  ASSERT_TRUE(model.permits(Raise{"a", 4}, kTransient));
  model.heal();
  expect_answer(model, Raise{"a", 4}, kOk);
  expect_answer(model, Counters{}, Counted{1});
}

TEST(WorkflowFaults, ACrashTakesTheFaultAndTheCounterOnly) {
  WorkflowModel model = armed(kWaiting, FailSaves{"inbox", 2});
  ASSERT_TRUE(model.permits(Raise{"a", 4}, kTransient));
  model.after_crash();
  expect_answer(model, Counters{}, Counted{0});
  expect_answer(model, Pump{"a"}, running({3}, {}));
}

}  // namespace
}  // namespace faultline::models::workflow
