// What a new process finds when the old one died between a save and its reminder.
#include "workflow_testing.h"

namespace faultline::workflow {
namespace {

using namespace testing;

class RecoveryTest : public WorkflowTest {
 protected:
  Reminders reminders_{memory_};
  Runner next_{memory_};
};

TEST_F(RecoveryTest, OfAnEmptyStoreDoesNothing) {
  store::MemoryStore empty;
  ASSERT_TRUE(Runner(empty).recover());
  EXPECT_FALSE(empty.get(kRemindersKey).value());
}

TEST_F(RecoveryTest, AnEventThatWasSavedGetsTheReminderItLacks) {
  raise({3});
  ASSERT_TRUE(reminders_.remove("a", 99));
  ASSERT_TRUE(next_.recover());
  EXPECT_EQ(next_.pump("a").value().history, Events{3});
}

TEST_F(RecoveryTest, AReminderWhoseEventsWereConsumedIsRemoved) {
  raise({3});
  ASSERT_TRUE(runner_.pump("a"));
  ASSERT_TRUE(reminders_.add("a", 2));
  ASSERT_TRUE(next_.recover());
  EXPECT_EQ(due(memory_), Ids{});
}

TEST_F(RecoveryTest, WhatAgreesIsLeftAsItIs) {
  ASSERT_TRUE(runner_.start("b"));
  raise({3});
  const auto before = memory_.get(kRemindersKey).value();
  ASSERT_TRUE(next_.recover());
  EXPECT_EQ(memory_.get(kRemindersKey).value(), before);
  EXPECT_EQ(due(memory_), Ids{"a"});
}

TEST_F(RecoveryTest, FindsEveryWorkflow) {
  for (const char* id : {"b", "c"}) {
    ASSERT_TRUE(runner_.start(id));
    ASSERT_TRUE(runner_.raise(id, 1));
    ASSERT_TRUE(reminders_.remove(id, 99));
  }
  ASSERT_TRUE(next_.recover());
  EXPECT_EQ(due(memory_), (Ids{"b", "c"}));
}

}  // namespace
}  // namespace faultline::workflow
