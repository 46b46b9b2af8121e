// What a right runner answers while nothing goes wrong.
#include "workflow/workflow_example.h"

namespace faultline::models::workflow {
namespace {

using namespace testing;

TEST(WorkflowModel, StartsOnceAndAgainWhenCompleted) {
  expect_answer(after({}), Start{"a"}, kOk);
  expect_answer(after({Start{"a"}}), Start{"a"}, kRunning);
  expect_answer(after({Start{"a"}}), Start{"b"}, kOk);
  const auto done = after({Start{"a"}, Raise{"a", 0}, Pump{"a"}, Raise{"a", 5}});
  expect_answer(done, Start{"a"}, kOk);
  expect_answer(after({Start{"a"}, Raise{"a", 0}, Pump{"a"}, Raise{"a", 5}, Start{"a"}}), Status{"a"},
                running({}, {5}));
}

TEST(WorkflowModel, AMissingWorkflowAnswersNothing) {
  for (const WorkflowModel::Command& command :
       {WorkflowModel::Command(Raise{"a", 1}), WorkflowModel::Command(Pump{"a"}), WorkflowModel::Command(Status{"a"}),
        WorkflowModel::Command(TornStatus{"a"}), WorkflowModel::Command(PeerRaise{"a", 1})})
    expect_answer(after({Start{"b"}}), command, kNotFound);
}

TEST(WorkflowModel, EventsWaitInTheInboxInOrder) {
  expect_answer(after({Start{"a"}}), Raise{"a", 3}, kOk);
  expect_answer(after({Start{"a"}}), PeerRaise{"a", 3}, kOk);
  const auto model = after({Start{"a"}, Raise{"a", 3}, PeerRaise{"a", 4}, Raise{"a", 0}});
  expect_answer(model, Status{"a"}, running({}, {3, 4, 0}));
  expect_answer(model, ListReminders{}, due({"a"}));
}

TEST(WorkflowModel, PumpingConsumesThemAndMayComplete) {
  const auto model = after({Start{"a"}, Raise{"a", 3}, Pump{"a"}, Raise{"a", 0}, Raise{"a", 4}});
  expect_answer(model, Pump{"a"}, completed({3, 0, 4}, {}));
  expect_answer(model, TornStatus{"a"}, completed({3, 0, 4}, {}));
  expect_answer(model, Pump{"b"}, kNotFound);
}

TEST(WorkflowModel, ACompletedWorkflowTakesLateEvents) {
  const auto model = after({Start{"a"}, Raise{"a", 0}, Pump{"a"}, Raise{"a", 4}});
  expect_answer(model, Status{"a"}, completed({0}, {4}));
  expect_answer(model, Pump{"a"}, completed({0, 4}, {}));
}

TEST(WorkflowModel, ATornStatusLeavesThePumpedState) {
  expect_answer(after({Start{"a"}, Raise{"a", 3}, TornStatus{"a"}}), Status{"a"}, running({3}, {}));
}

TEST(WorkflowModel, ThereIsAReminderWhileAnInboxHoldsSomething) {
  expect_answer(after({Start{"a"}}), ListReminders{}, due({}));
  const auto model = after({Start{"c"}, Raise{"c", 1}, Start{"a"}, Raise{"a", 1}, Start{"b"}});
  expect_answer(model, ListReminders{}, due({"a", "c"}));
  WorkflowModel pumped = model;
  pumped.assume(Pump{"a"});
  expect_answer(pumped, ListReminders{}, due({"c"}));
  EXPECT_FALSE(pumped.step(ListReminders{}, Due{{{"c", false}}}));
}

TEST(WorkflowModel, TheAuditReadsTheSameTwice) {
  WorkflowModel model = after({Start{"a"}, Raise{"a", 1}, Start{"b"}});
  const auto read = [&] {
    std::vector<std::string> answers;
    for (const auto& command : model.audit()) {
      answers.push_back(model.expect(command));
      model.assume(command);
    }
    return answers;
  };
  const auto first = read();
  EXPECT_EQ(first, read());
  EXPECT_EQ(first, (std::vector<std::string>{"running history=[1] inbox=[]", "running history=[] inbox=[]",
                                             "refused not_found", "running history=[1] inbox=[]",
                                             "running history=[] inbox=[]", "refused not_found", "none",
                                             "failed=0 unguarded=0"}));
}

}  // namespace
}  // namespace faultline::models::workflow
