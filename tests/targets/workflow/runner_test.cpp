// What a runner does while nothing goes wrong, alone and beside another one.
#include "workflow_testing.h"

namespace faultline::workflow {
namespace {

using namespace testing;

class RunnerTest : public WorkflowTest {};

TEST_F(RunnerTest, AStartedWorkflowIsEmptyAndRuns) {
  EXPECT_EQ(stored().generation, 1U);
  EXPECT_EQ(stored().status, Status::running);
  EXPECT_EQ(runner_.start("a").value(), Answer::already_running);
  EXPECT_FALSE(stored("b").exists());
}

TEST_F(RunnerTest, AnEventWaitsInTheInboxUnderAReminder) {
  raise({3, 4});
  EXPECT_EQ(stored().inbox, (Events{3, 4}));
  EXPECT_EQ(stored().history, Events{});
  EXPECT_EQ(due(memory_), Ids{"a"});
}

TEST_F(RunnerTest, AMissingWorkflowTakesNoEvents) {
  EXPECT_EQ(runner_.raise("b", 1).value(), Answer::not_found);
  EXPECT_EQ(due(memory_), Ids{});
  EXPECT_FALSE(runner_.pump("b").value().exists());
}

TEST_F(RunnerTest, PumpingConsumesTheInboxInOrderAndTheReminder) {
  raise({3, 4});
  ASSERT_TRUE(runner_.pump("a"));
  raise({5});
  const State state = runner_.pump("a").value();
  EXPECT_EQ(state.history, (Events{3, 4, 5}));
  EXPECT_EQ(state.inbox, Events{});
  EXPECT_EQ(state.history, stored().history);
  EXPECT_EQ(due(memory_), Ids{});
}

TEST_F(RunnerTest, WithoutAReminderNothingRuns) {
  raise({3});
  ASSERT_TRUE(Reminders(memory_).remove("a", 99));
  EXPECT_EQ(runner_.pump("a").value().inbox, Events{3});
}

TEST_F(RunnerTest, CompletesAndStartsAgainWithoutItsHistory) {
  raise({3, kComplete, 5});
  EXPECT_EQ(runner_.pump("a").value().status, Status::completed);
  raise({6});
  EXPECT_EQ(runner_.start("a").value(), Answer::done);
  EXPECT_EQ(stored().status, Status::running);
  EXPECT_EQ(stored().history, Events{});
  EXPECT_EQ(stored().inbox, Events{6});
  EXPECT_FALSE(memory_.get("wf||a||history-000001").value());
  EXPECT_EQ(runner_.pump("a").value().history, Events{6});
}

TEST_F(RunnerTest, SeesAndContinuesWhatAnotherRunnerSaved) {
  raise({3});
  Runner peer(store_);
  ASSERT_EQ(peer.raise("a", 4).value(), Answer::done);
  EXPECT_EQ(runner_.status("a").value().inbox, (Events{3, 4}));
  ASSERT_EQ(peer.raise("a", 5).value(), Answer::done);  // what runner_ has cached is stale now
  raise({6});
  EXPECT_EQ(stored().inbox, (Events{3, 4, 5, 6}));
}

TEST_F(RunnerTest, AStaleCacheIsNeverAnAnswer) {
  EXPECT_FALSE(runner_.status("b").value().exists());  // cached: there is no b
  ASSERT_EQ(Runner(store_).start("b").value(), Answer::done);
  EXPECT_EQ(runner_.raise("b", 3).value(), Answer::done);
  EXPECT_EQ(stored("b").inbox, Events{3});
}

TEST_F(RunnerTest, AReminderKnownToAPeerOnlyIsNotLostToAStaleEmptyInbox) {
  ASSERT_TRUE(runner_.status("a"));
  ASSERT_EQ(Runner(store_).raise("a", 4).value(), Answer::done);
  EXPECT_EQ(runner_.pump("a").value().history, Events{4});
}

TEST_F(RunnerTest, ListsItsRemindersWithTheirSaves) {
  raise({3});
  ASSERT_TRUE(Reminders(memory_).add("b", 1));
  const auto all = runner_.reminders().value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].id == "a" && all[0].saved && all[0].generation == 2);
  EXPECT_TRUE(all[1].id == "b" && !all[1].saved);
  ASSERT_TRUE(Reminders(memory_).add("a", 3));  // of a save that is not there
  EXPECT_FALSE(runner_.reminders().value()[0].saved);
}

}  // namespace
}  // namespace faultline::workflow
