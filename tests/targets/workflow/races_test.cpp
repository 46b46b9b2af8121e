// Two runners in each other's way, at the places between a save and what follows it.
#include <functional>
#include <stop_token>
#include <utility>

#include "workflow_testing.h"

namespace faultline::workflow {
namespace {

using namespace testing;
using store::Operation;
using store::Upsert;

// Lets somebody in at the narrowest places, once: before a reminder is changed, and after a save.
class RaceStore : public store::MemoryStore {
 public:
  store::Result<void> set(const Upsert& upsert) override {
    if (const auto hook = std::exchange(before_reminder, nullptr)) hook();
    return MemoryStore::set(upsert);
  }
  store::Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop) override {
    const auto done = MemoryStore::multi(operations, std::move(stop));
    if (const auto hook = std::exchange(after_save, nullptr)) hook();
    return done;
  }

  std::function<void()> before_reminder, after_save;
};

class RaceTest : public ::testing::Test {
 protected:
  RaceTest() {
    EXPECT_TRUE(runner_.start("a"));
    EXPECT_TRUE(runner_.raise("a", 3));
  }

  RaceStore store_;
  Runner runner_{store_}, peer_{store_};
};

TEST_F(RaceTest, AnEventRaisedAfterAPumpsSaveKeepsItsReminder) {
  store_.before_reminder = [&] { ASSERT_TRUE(peer_.raise("a", 4)); };
  EXPECT_EQ(runner_.pump("a").value().history, Events{3});
  EXPECT_EQ(due(store_), Ids{"a"});
  EXPECT_EQ(runner_.pump("a").value().history, (Events{3, 4}));
}

TEST_F(RaceTest, TheEtagOfAnothersSaveIsNotTakenForOnesOwn) {
  store_.after_save = [&] { ASSERT_TRUE(peer_.raise("a", 5)); };
  ASSERT_TRUE(runner_.raise("a", 4));
  ASSERT_TRUE(runner_.raise("a", 6));
  EXPECT_EQ(runner_.status("a").value().inbox, (Events{3, 4, 5, 6}));
}

}  // namespace
}  // namespace faultline::workflow
