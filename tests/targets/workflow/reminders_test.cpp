#include "workflow_testing.h"

namespace faultline::workflow {
namespace {

using namespace testing;

class RemindersTest : public ::testing::Test {
 protected:
  Reminders::Due due() { return reminders_.due().value(); }

  store::MemoryStore store_;
  Reminders reminders_{store_};
};

TEST_F(RemindersTest, AreListedWithTheirGeneration) {
  EXPECT_EQ(due(), Reminders::Due{});
  ASSERT_TRUE(reminders_.add("b", 2));
  ASSERT_TRUE(reminders_.add("a", 7));
  EXPECT_EQ(due(), (Reminders::Due{{"a", 7}, {"b", 2}}));
}

TEST_F(RemindersTest, KeepTheNewestGeneration) {
  ASSERT_TRUE(reminders_.add("a", 2));
  ASSERT_TRUE(reminders_.add("a", 5));
  ASSERT_TRUE(reminders_.add("a", 3));
  EXPECT_EQ(due(), (Reminders::Due{{"a", 5}}));
}

TEST_F(RemindersTest, OfANewerGenerationAreNotRemoved) {
  ASSERT_TRUE(reminders_.add("a", 5));
  ASSERT_TRUE(reminders_.remove("a", 4));
  EXPECT_EQ(due(), (Reminders::Due{{"a", 5}}));
  ASSERT_TRUE(reminders_.remove("a", 5));
  ASSERT_TRUE(reminders_.remove("a", 5));
  EXPECT_EQ(due(), Reminders::Due{});
}

TEST_F(RemindersTest, OutliveTheirService) {
  ASSERT_TRUE(reminders_.add("a", 5));
  EXPECT_EQ(Reminders(store_).due().value(), (Reminders::Due{{"a", 5}}));
}

// A store in which somebody always writes between the read and the first write.
class RacingStore : public store::MemoryStore {
 public:
  store::Result<void> set(const store::Upsert& upsert) override {
    if (!std::exchange(raced_, true)) MemoryStore::set({kRemindersKey, "other 1 "}).value();
    return MemoryStore::set(upsert);
  }

 private:
  bool raced_ = false;
};

TEST(RemindersRace, ALostRaceIsRunAgain) {
  RacingStore store;
  ASSERT_TRUE(Reminders(store).add("a", 5));
  EXPECT_EQ(due(store), (Ids{"a", "other"}));
}

TEST_F(RemindersTest, ARecordThatIsNotOneIsCorrupt) {
  ASSERT_TRUE(store_.set({kRemindersKey, "a"}));
  EXPECT_EQ(kind_of(reminders_.due()), "corrupt");
  EXPECT_EQ(kind_of(reminders_.add("a", 1)), "corrupt");
}

}  // namespace
}  // namespace faultline::workflow
