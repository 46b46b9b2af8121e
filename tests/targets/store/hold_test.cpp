#include "faultline/targets/store/hold.h"

#include <atomic>
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "faultline/targets/store/fault_store.h"
#include "faultline/targets/store/memory_store.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using namespace std::chrono_literals;
using testing::item;
using testing::kind_of;
using testing::put;
using testing::value;

constexpr auto kLong = 10s;    // never reached unless the test fails
constexpr auto kShort = 20ms;  // how long "it does not happen" is watched

// Knows nothing of stop tokens and counts its calls: what the wrapper must not rely on, and must not reach.
class Deaf : public MemoryStore {
 public:
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token /*stop*/ = {}) override {
    ++calls;
    return MemoryStore::multi(operations);
  }
  Result<std::vector<std::optional<Item>>> bulk_get(const std::vector<std::string>& keys,
                                                    std::stop_token /*stop*/ = {}) override {
    ++calls;
    return MemoryStore::bulk_get(keys);
  }

  std::atomic<int> calls = 0;
};

class HoldTest : public ::testing::Test {
 protected:
  void SetUp() override { put(inner_, "k", "old"); }

  // Runs the call on another thread and gives its error kind.
  std::future<std::string> start_multi(std::vector<Operation> operations, const std::stop_token& stop = {}) {
    return std::async(std::launch::async, [this, operations = std::move(operations), stop] {
      return kind_of(faulty_.multi(operations, stop));
    });
  }
  std::future<std::string> start_bulk_get(const std::stop_token& stop = {}) {
    return std::async(std::launch::async, [this, stop] { return kind_of(faulty_.bulk_get({"a", "k"}, stop)); });
  }

  Deaf inner_;
  FaultStore faulty_{inner_};
};

TEST_F(HoldTest, MultiDeleteWaitsForReleaseThenGoesThrough) {
  std::future<std::string> call;  // outlives the hold, which lets it go on
  Hold hold = faulty_.hold_next_multi_delete("k");
  EXPECT_FALSE(hold.wait_arrived(0ms));
  call = start_multi({Upsert{"a", "1"}, Erase{"k"}});
  ASSERT_TRUE(hold.wait_arrived(kLong));
  EXPECT_EQ(call.wait_for(kShort), std::future_status::timeout);
  EXPECT_EQ(value(faulty_, "k"), "old");  // other calls are not blocked meanwhile
  EXPECT_FALSE(item(faulty_, "a"));
  hold.release();
  hold.release();
  EXPECT_EQ(call.get(), "");
  EXPECT_FALSE(item(inner_, "k"));
  EXPECT_EQ(value(inner_, "a"), "1");
}

TEST_F(HoldTest, OnlyADeleteOfAMatchingKeyIsHeld) {
  Hold hold = faulty_.hold_next_multi_delete("k");
  EXPECT_EQ(kind_of(faulty_.multi({Upsert{"k", "new"}, Erase{"other"}})), "");
  EXPECT_FALSE(hold.wait_arrived(0ms));
}

TEST_F(HoldTest, IsOneShot) {
  std::future<std::string> held;  // outlives the hold, which lets it go on
  Hold hold = faulty_.hold_next_multi_delete("k");
  held = start_multi({Erase{"k"}});
  ASSERT_TRUE(hold.wait_arrived(kLong));
  EXPECT_EQ(kind_of(faulty_.multi({Erase{"k2"}})), "");
  hold.release();
  EXPECT_EQ(held.get(), "");
}

TEST_F(HoldTest, ReleasedBeforeArrivalPassesStraightThrough) {
  Hold hold = faulty_.hold_next_multi_delete("k");
  hold.release();
  EXPECT_EQ(kind_of(faulty_.multi({Erase{"k"}})), "");
  EXPECT_TRUE(hold.wait_arrived(0ms));
}

TEST_F(HoldTest, CancelledWhileHeldChangesNothing) {
  Hold hold = faulty_.hold_next_multi_delete("k");
  std::stop_source stop;
  std::future<std::string> call = start_multi({Erase{"k"}}, stop.get_token());
  ASSERT_TRUE(hold.wait_arrived(kLong));
  stop.request_stop();
  EXPECT_EQ(call.get(), "cancelled");
  EXPECT_EQ(value(inner_, "k"), "old");
  EXPECT_EQ(inner_.calls, 0);
}

TEST_F(HoldTest, CancelledBeforeDoesNotUseUpTheHold) {
  Hold hold = faulty_.hold_next_multi_delete("k");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(kind_of(faulty_.multi({Erase{"k"}}, stop.get_token())), "cancelled");
  EXPECT_FALSE(hold.wait_arrived(0ms));
}

TEST_F(HoldTest, AFailingMultiIsNotHeld) {
  Hold hold = faulty_.hold_next_multi_delete("k");
  faulty_.arm_failures("k", 1);
  EXPECT_EQ(kind_of(faulty_.multi({Erase{"k"}})), "transient");
  EXPECT_FALSE(hold.wait_arrived(0ms));
}

TEST_F(HoldTest, EmptySubstringHoldsNothing) {
  Hold hold = faulty_.hold_next_multi_delete("");
  Hold reads = faulty_.hold_next_bulk_get("");
  EXPECT_EQ(kind_of(faulty_.multi({Erase{"k"}})), "");
  EXPECT_EQ(kind_of(faulty_.bulk_get({"k"})), "");
  EXPECT_FALSE(hold.wait_arrived(0ms));
}

TEST_F(HoldTest, BulkGetReadsWhatIsThereAfterTheRelease) {
  Hold hold = faulty_.hold_next_bulk_get("k");
  EXPECT_EQ(kind_of(faulty_.bulk_get({"other"})), "");
  auto call = std::async(std::launch::async, [this] { return faulty_.bulk_get({"a", "k"}).value(); });
  ASSERT_TRUE(hold.wait_arrived(kLong));
  put(faulty_, "k", "new");
  hold.release();
  EXPECT_EQ(call.get()[1], item(inner_, "k"));
  EXPECT_EQ(value(inner_, "k"), "new");
}

TEST_F(HoldTest, BulkGetIsCancelledBeforeAndWhileHeld) {
  Hold hold = faulty_.hold_next_bulk_get("k");
  std::stop_source before;
  before.request_stop();
  EXPECT_EQ(kind_of(faulty_.bulk_get({"k"}, before.get_token())), "cancelled");
  std::stop_source stop;
  std::future<std::string> call = start_bulk_get(stop.get_token());
  ASSERT_TRUE(hold.wait_arrived(kLong));
  stop.request_stop();
  EXPECT_EQ(call.get(), "cancelled");
  EXPECT_EQ(inner_.calls, 0);
}

TEST_F(HoldTest, TheTwoHoldsAreIndependent) {
  Hold deletes = faulty_.hold_next_multi_delete("k");
  std::future<std::string> read;  // outlives the hold, which lets it go on
  Hold reads = faulty_.hold_next_bulk_get("k");
  read = start_bulk_get();
  std::future<std::string> erase = start_multi({Erase{"k"}});
  ASSERT_TRUE(deletes.wait_arrived(kLong));
  ASSERT_TRUE(reads.wait_arrived(kLong));
  deletes.release();
  EXPECT_EQ(erase.get(), "");
  EXPECT_EQ(read.wait_for(kShort), std::future_status::timeout);
  reads.release();
  EXPECT_EQ(read.get(), "");
}

TEST_F(HoldTest, ASecondHoldReplacesOneThatHasNotBeenReached) {
  Hold first = faulty_.hold_next_multi_delete("k");
  std::future<std::string> call;  // outlives the hold, which lets it go on
  Hold second = faulty_.hold_next_multi_delete("k");
  call = start_multi({Erase{"k"}});
  ASSERT_TRUE(second.wait_arrived(kLong));
  EXPECT_FALSE(first.wait_arrived(0ms));
  second.release();
  EXPECT_EQ(call.get(), "");
}

TEST_F(HoldTest, DestroyingTheHandleReleases) {
  std::future<std::string> call;
  {
    Hold hold = faulty_.hold_next_multi_delete("k");
    call = start_multi({Erase{"k"}});
    ASSERT_TRUE(hold.wait_arrived(kLong));
    Hold moved = std::move(hold);
    EXPECT_EQ(call.wait_for(kShort), std::future_status::timeout);
  }
  EXPECT_EQ(call.get(), "");
}

}  // namespace
}  // namespace faultline::store
