// What the fault wrapper leaves alone: every call but a firing `multi`, and every request.
#include <gtest/gtest.h>

#include "faultline/targets/store/fault_store.h"
#include "faultline/targets/store/memory_store.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::item;
using testing::kind_of;
using testing::put;
using testing::value;

using Keys = std::vector<std::string>;

// Remembers the last request that reached it, and is less of a store than the rest.
class Recording : public MemoryStore {
 public:
  Result<void> set(const Upsert& upsert) override {
    seen = {upsert};
    return MemoryStore::set(upsert);
  }
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop = {}) override {
    seen = operations;
    return MemoryStore::multi(operations, std::move(stop));
  }
  std::vector<Result<void>> bulk_set(const std::vector<Upsert>& upserts) override {
    ++bulk_sets;
    return MemoryStore::bulk_set(upserts);
  }
  std::vector<Result<void>> bulk_erase(const std::vector<Erase>& erases) override {
    ++bulk_erases;
    return MemoryStore::bulk_erase(erases);
  }
  std::vector<Feature> features() const override { return {Feature::etag}; }
  int multi_max_size() const override { return 5; }

  std::vector<Operation> seen;
  int bulk_sets = 0;
  int bulk_erases = 0;
};

class PassThroughTest : public ::testing::Test {
 protected:
  void SetUp() override { faulty_.arm_failures("k", 1); }

  // Whatever a test called, the failure waits for a transaction.
  void TearDown() override {
    EXPECT_EQ(faulty_.failed_count(), injected_);
    EXPECT_EQ(kind_of(faulty_.multi({Upsert{"k", "v"}})), "transient");
  }

  std::uint64_t injected_ = 0;
  Recording inner_;
  FaultStore faulty_{inner_};
};

TEST_F(PassThroughTest, SingleCalls) {
  put(faulty_, "k", "1");
  EXPECT_EQ(value(inner_, "k"), "1");
  EXPECT_EQ(item(faulty_, "k"), item(inner_, "k"));
  EXPECT_EQ(kind_of(faulty_.set({"k", "2", "0"})), "etag_mismatch");
  EXPECT_EQ(kind_of(faulty_.erase({"k", "0"})), "etag_mismatch");
  EXPECT_EQ(kind_of(faulty_.erase({"k"})), "");
  EXPECT_FALSE(item(inner_, "k"));
}

TEST_F(PassThroughTest, BulkCallsReachTheStoresOwn) {
  EXPECT_EQ(kind_of(faulty_.bulk_set({{"k", "1"}, {"k2", "2", "0"}})[1]), "etag_mismatch");
  EXPECT_EQ(faulty_.bulk_get({"none", "k"}).value()[1], item(inner_, "k"));
  EXPECT_EQ(kind_of(faulty_.bulk_erase({{"k", "x"}, {"k"}})[0]), "invalid_etag");
  EXPECT_FALSE(item(inner_, "k"));
  EXPECT_EQ(inner_.bulk_sets, 1);
  EXPECT_EQ(inner_.bulk_erases, 1);
}

TEST_F(PassThroughTest, ListingWithAllItsArguments) {
  for (const char* key : {"k1", "k2", "k3", "x"}) put(inner_, key, "v");
  const KeyPage page = faulty_.list_keys("k%", 2).value();
  EXPECT_EQ(page, inner_.list_keys("k%", 2).value());
  EXPECT_EQ(faulty_.list_keys("k%", 2, page.next).value().keys, (Keys{"k3"}));
  EXPECT_EQ(kind_of(faulty_.list_keys("")), "invalid_request");
}

TEST_F(PassThroughTest, ErasePrefix) {
  for (const char* key : {"k1", "k2", "x"}) put(inner_, key, "v");
  EXPECT_EQ(faulty_.erase_prefix("k").value(), 2U);
  EXPECT_EQ(inner_.list_keys("%").value().keys, (Keys{"x"}));
  EXPECT_EQ(kind_of(faulty_.erase_prefix("")), "invalid_request");
}

TEST_F(PassThroughTest, FeaturesAreTheStoresButTheSizeOfAMultiHasNoLimit) {
  EXPECT_EQ(faulty_.features(), std::vector<Feature>{Feature::etag});
  EXPECT_EQ(faulty_.multi_max_size(), -1);
}

TEST_F(PassThroughTest, RequestsArriveAsTheyAreAndStayAsTheyWere) {
  const Upsert upsert{"a", "v", "", Concurrency::first_write, -7};
  Upsert given = upsert;
  EXPECT_EQ(kind_of(faulty_.set(given)), "");
  EXPECT_EQ(given, upsert);
  EXPECT_EQ(inner_.seen, std::vector<Operation>{upsert});

  const std::vector<Operation> operations{Upsert{"b", "v", "", Concurrency::first_write, 30}, Erase{"c", ""}};
  std::vector<Operation> given_operations = operations;
  EXPECT_EQ(kind_of(faulty_.multi(given_operations)), "");
  EXPECT_EQ(given_operations, operations);
  EXPECT_EQ(inner_.seen, operations);
}

TEST_F(PassThroughTest, ARequestThatFailsOnDemandStaysAsItWasToo) {
  const std::vector<Operation> operations{Upsert{"other", "v", "", Concurrency::first_write, 30}, Erase{"z", "x"}};
  std::vector<Operation> given = operations;
  faulty_.arm_etag_mismatch("z", 1);
  EXPECT_EQ(kind_of(faulty_.multi(given)), "etag_mismatch");
  EXPECT_EQ(given, operations);
  EXPECT_TRUE(inner_.seen.empty());
  injected_ = 1;
  faulty_.arm_failures("k", 1);
}

}  // namespace
}  // namespace faultline::store
