#include "faultline/targets/store/fault_store.h"

#include <gtest/gtest.h>

#include "faultline/targets/store/memory_store.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::item;
using testing::kind_of;
using testing::put;
using testing::value;

// Counts what really reaches the store underneath.
class Counting : public MemoryStore {
 public:
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop = {}) override {
    ++multis;
    return MemoryStore::multi(operations, std::move(stop));
  }

  int multis = 0;
};

class FaultStoreTest : public ::testing::Test {
 protected:
  std::string multi(const std::vector<Operation>& operations) { return kind_of(faulty_.multi(operations)); }
  std::string write(const std::string& key) { return multi({Upsert{key, "v"}}); }

  Counting inner_;
  FaultStore faulty_{inner_};
};

TEST_F(FaultStoreTest, FailsTheNextNMatchingTransactionsAndNoOthers) {
  faulty_.arm_failures("inbox", 2);
  EXPECT_EQ(write("outbox"), "");
  EXPECT_EQ(write("wf||inbox-1"), "transient");
  EXPECT_EQ(write("metadata"), "");
  EXPECT_EQ(write("inbox"), "transient");
  EXPECT_EQ(write("inbox"), "");
  EXPECT_EQ(inner_.multis, 3);
}

TEST_F(FaultStoreTest, ADeleteKeyOrAnyLaterOperationCounts) {
  faulty_.arm_failures("inbox", 2);
  EXPECT_EQ(multi({Erase{"inbox-1"}}), "transient");
  EXPECT_EQ(multi({Upsert{"a", "1"}, Erase{"b"}, Upsert{"inbox", "1"}}), "transient");
  EXPECT_FALSE(item(inner_, "a"));
}

TEST_F(FaultStoreTest, AValueThatContainsTheSubstringDoesNotCount) {
  faulty_.arm_failures("inbox", 1);
  EXPECT_EQ(multi({Upsert{"a", "inbox"}}), "");
}

TEST_F(FaultStoreTest, InjectedMismatchIsATrueEtagError) {
  faulty_.arm_etag_mismatch("meta", 1);
  EXPECT_EQ(write("metadata"), "etag_mismatch");
  EXPECT_EQ(write("metadata"), "");
}

TEST_F(FaultStoreTest, AFailingTransactionChangesNothingAndNeverReachesTheStore) {
  put(inner_, "inbox", "old");
  faulty_.arm_failures("inbox", 1);
  EXPECT_EQ(multi({Upsert{"inbox", "new"}, Erase{"other"}}), "transient");
  EXPECT_EQ(inner_.multis, 0);
  EXPECT_EQ(value(inner_, "inbox"), "old");
}

TEST_F(FaultStoreTest, InjectedFailureComesBeforeValidationAndRealEtagErrors) {
  faulty_.arm_failures("k", 2);
  EXPECT_EQ(multi({Upsert{"k", "v", "not an etag"}}), "transient");
  EXPECT_EQ(multi({Upsert{"k", "v", "12345"}}), "transient");
  EXPECT_EQ(multi({Upsert{"k", "v", "not an etag"}}), "invalid_etag");
  EXPECT_EQ(multi({Upsert{"k", "v", "12345"}}), "etag_mismatch");
}

TEST_F(FaultStoreTest, EmptySubstringNeverFires) {
  int notified = 0;
  faulty_.arm_failures("", 3, [&] { ++notified; });
  EXPECT_EQ(write(""), "");
  EXPECT_EQ(write("any"), "");
  EXPECT_EQ(notified, 0);
  EXPECT_EQ(faulty_.failed_count(), 0U);
}

TEST_F(FaultStoreTest, EmptyTransactionNeverFires) {
  faulty_.arm_failures("k", 1);
  EXPECT_EQ(multi({}), "");
}

TEST_F(FaultStoreTest, ZeroOrNegativeDisarms) {
  for (const int n : {0, -1}) {
    faulty_.arm_failures("k", 5);
    faulty_.arm_failures("k", n);
    EXPECT_EQ(write("k"), "") << n;
    faulty_.arm_failures("k", 5);
    faulty_.arm_etag_mismatch("k", n);
    EXPECT_EQ(write("k"), "") << n;
  }
}

TEST_F(FaultStoreTest, ArmingOverwritesCountKindSubstringAndNotification) {
  int first = 0;
  int second = 0;
  faulty_.arm_failures("a", 5, [&] { ++first; });
  faulty_.arm_etag_mismatch("b", 1, [&] { ++second; });
  EXPECT_EQ(write("a"), "");
  EXPECT_EQ(write("b"), "etag_mismatch");
  EXPECT_EQ(write("b"), "");
  EXPECT_EQ(first, 0);
  EXPECT_EQ(second, 1);
}

TEST_F(FaultStoreTest, ArmingWithoutNotificationDropsTheOldOne) {
  int notified = 0;
  faulty_.arm_failures("k", 1, [&] { ++notified; });
  faulty_.arm_failures("k", 1);
  EXPECT_EQ(write("k"), "transient");
  EXPECT_EQ(notified, 0);
}

TEST_F(FaultStoreTest, NotifiesOnTheFirstFiringOnlyBeforeMultiReturns) {
  int notified = 0;
  std::uint64_t count_when_notified = 0;
  faulty_.arm_failures("k", 3, [&] {
    ++notified;
    count_when_notified = faulty_.failed_count();  // outside the lock, and after the decision
  });
  EXPECT_EQ(write("other"), "");
  EXPECT_EQ(notified, 0);
  EXPECT_EQ(write("k"), "transient");
  EXPECT_EQ(notified, 1);
  EXPECT_EQ(count_when_notified, 1U);
  EXPECT_EQ(write("k"), "transient");
  EXPECT_EQ(write("k"), "transient");
  EXPECT_EQ(notified, 1);
}

TEST_F(FaultStoreTest, NotificationMayArmAgain) {
  faulty_.arm_failures("k", 1, [&] { faulty_.arm_etag_mismatch("k", 1); });
  EXPECT_EQ(write("k"), "transient");
  EXPECT_EQ(write("k"), "etag_mismatch");
  EXPECT_EQ(write("k"), "");
}

TEST_F(FaultStoreTest, FailedCountIsForBothKindsAndForLife) {
  faulty_.arm_failures("k", 2);
  write("k");
  faulty_.arm_etag_mismatch("k", 1);
  write("k");
  EXPECT_EQ(faulty_.failed_count(), 2U);
  faulty_.arm_failures("", 0);
  write("k");
  multi({Upsert{"k", "v", "0"}});  // a real mismatch is not an injected one
  EXPECT_EQ(faulty_.failed_count(), 2U);
}

TEST_F(FaultStoreTest, ObserverSeesEveryMultiBeforeTheDecision) {
  std::vector<std::vector<Operation>> seen;
  faulty_.set_multi_observer([&](const std::vector<Operation>& operations) {
    seen.push_back(operations);
    if (seen.size() == 2) faulty_.arm_failures("k", 1);  // outside any lock, and in time for this very call
  });
  EXPECT_EQ(write("k"), "");
  EXPECT_EQ(write("k"), "transient");
  EXPECT_EQ(multi({}), "");
  const std::vector<Operation> k{Upsert{"k", "v"}};
  EXPECT_EQ(seen, (std::vector<std::vector<Operation>>{k, k, {}}));
}

TEST_F(FaultStoreTest, ObserverMayReplaceItselfAndNullClearsIt) {
  int calls = 0;
  faulty_.set_multi_observer([&](const std::vector<Operation>&) {
    ++calls;
    faulty_.set_multi_observer(nullptr);
  });
  write("k");
  write("k");
  EXPECT_EQ(calls, 1);
}

TEST_F(FaultStoreTest, ACancelledMultiUsesUpNoFailureButIsObserved) {
  int observed = 0;
  faulty_.set_multi_observer([&](const std::vector<Operation>&) { ++observed; });
  faulty_.arm_failures("k", 1);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(kind_of(faulty_.multi({Upsert{"k", "v"}}, stop.get_token())), "cancelled");
  EXPECT_EQ(observed, 1);
  EXPECT_EQ(inner_.multis, 0);
  EXPECT_EQ(faulty_.failed_count(), 0U);
  EXPECT_EQ(write("k"), "transient");
}

}  // namespace
}  // namespace faultline::store
