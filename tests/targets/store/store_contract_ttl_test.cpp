// The contract of every store: items that expire.
#include <limits>

#include "store_contract.h"

namespace faultline::store {
namespace {

using testing::etag;
using testing::item;
using testing::kind_of;
using testing::put;
using testing::value;

using Keys = std::vector<std::string>;

constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();

TEST_P(StoreContract, ExpiresOnceTheClockIsPastTheExpiryNotAtIt) {
  put_for(10, "k");
  now_ += 10;
  EXPECT_EQ(value(store(), "k"), "v");
  now_ += 1;
  EXPECT_FALSE(item(store(), "k"));
}

TEST_P(StoreContract, AbsentZeroOrNegativeNeverExpires) {
  put(store(), "absent", "v");
  put_for(0, "zero");
  put_for(-1, "minus");
  put_for(std::numeric_limits<std::int64_t>::min(), "least");
  now_ = kFar;
  EXPECT_EQ(keys(), (Keys{"absent", "least", "minus", "zero"}));
}

TEST_P(StoreContract, ATimeToLivePastTheEndOfTheClockNeverExpires) {
  put_for(kFar, "k");
  put_for(kFar - now_, "edge");
  put_for(kFar - now_ - 1, "almost");
  now_ = kFar;
  EXPECT_EQ(keys(), (Keys{"edge", "k"}));
}

TEST_P(StoreContract, ClocksBeforeTheirStartCountAsWell) {
  now_ = -100;
  put_for(10, "k");
  now_ = -90;
  EXPECT_TRUE(item(store(), "k"));
  now_ = -89;
  EXPECT_FALSE(item(store(), "k"));
}

TEST_P(StoreContract, ARewriteReplacesTheTimeToLive) {
  for (const char* key : {"cleared", "zero", "longer", "shorter"}) put_for(10, key);
  now_ += 5;
  put(store(), "cleared", "v");
  put_for(0, "zero");
  put_for(10, "longer");
  put_for(1, "shorter");
  now_ += 2;
  EXPECT_EQ(keys(), (Keys{"cleared", "longer", "zero"}));
  now_ += 8;
  EXPECT_EQ(keys(), (Keys{"cleared", "longer", "zero"}));
  now_ += 1;
  EXPECT_EQ(keys(), (Keys{"cleared", "zero"}));
}

TEST_P(StoreContract, ARefusedRewriteLeavesTheTimeToLive) {
  put_for(10, "k");
  EXPECT_EQ(kind_of(store().set({"k", "new", "0"})), "etag_mismatch");
  EXPECT_EQ(kind_of(store().multi({Upsert{"k", "new"}, Erase{"k", "0"}})), "etag_mismatch");
  now_ += 11;
  EXPECT_FALSE(item(store(), "k"));
}

TEST_P(StoreContract, MultiAndBulkWritesCarryATimeToLive) {
  store().multi({Upsert{.key = "multi", .value = "v", .ttl_seconds = 5}, Upsert{"stays", "v"}}).value();
  store().bulk_set({{.key = "bulk", .value = "v", .ttl_seconds = 5}})[0].value();
  EXPECT_EQ(keys(), (Keys{"bulk", "multi", "stays"}));
  now_ += 6;
  EXPECT_EQ(keys(), (Keys{"stays"}));
}

TEST_P(StoreContract, InAMultiTheLaterWriteOfAKeySetsItsTimeToLive) {
  const Upsert expiring{.key = "k", .value = "v", .ttl_seconds = 5};
  const Upsert lasting{.key = "k", .value = "v"};
  store().multi({expiring, lasting}).value();
  now_ += 6;
  EXPECT_TRUE(item(store(), "k"));
  store().multi({lasting, expiring}).value();
  now_ += 6;
  EXPECT_FALSE(item(store(), "k"));
}

// The rule of ETags on an expired item is in the table of EtagTable.
TEST_P(StoreContract, AnExpiredItemIsGoneForEveryRead) {
  put_for(1, "a1");
  put(store(), "a2", "v");
  now_ += 2;
  EXPECT_FALSE(item(store(), "a1"));
  const std::vector<std::optional<Item>> items = store().bulk_get({"a1", "a2"}).value();
  EXPECT_FALSE(items[0]);
  EXPECT_TRUE(items[1]);
  EXPECT_EQ(keys(), (Keys{"a2"}));
  EXPECT_EQ(keys("a1"), Keys{});
  EXPECT_EQ(store().list_keys("%", 1).value(), (KeyPage{{"a2"}, ""}));
}

TEST_P(StoreContract, AnExpiredItemIsNotCountedByErasePrefix) {
  put_for(1, "a1");
  put(store(), "a2", "v");
  now_ += 2;
  EXPECT_EQ(store().erase_prefix("a").value(), 1U);
  put_for(1, "a1");
  now_ += 2;
  EXPECT_EQ(store().erase_prefix("a").value(), 0U);
}

TEST_P(StoreContract, AnExpiredItemIsGoneForBulkWrites) {
  const std::string stale = put_for(1, "k");
  now_ += 2;
  EXPECT_EQ(kind_of(store().bulk_set({{"k", "new", stale}})[0]), "etag_mismatch");
  EXPECT_EQ(kind_of(store().bulk_erase({{"k", stale}})[0]), "etag_mismatch");
  EXPECT_EQ(kind_of(store().bulk_erase({{"k"}})[0]), "");
  EXPECT_EQ(kind_of(store().bulk_set({{"k", "new", "", kFirst}})[0]), "");
}

// What is left in the store of an expired item must not show through what is written over it.
TEST_P(StoreContract, AKeyIsNewAfterItsItemExpired) {
  const std::string stale = put_for(1, "k", "old");
  now_ += 2;
  store().set({"k", "new", "", kFirst}).value();
  EXPECT_EQ(value(store(), "k"), "new");
  EXPECT_NE(etag(store(), "k"), stale);
  now_ += 1'000'000;
  EXPECT_EQ(value(store(), "k"), "new");
}

TEST_P(StoreContract, ManyExpiredItemsDoNotTroubleTheLivingOnes) {
  for (int round = 0; round < 3; ++round) {
    std::vector<Operation> operations;
    for (int i = 0; i < 800; ++i) {
      operations.push_back(Upsert{.key = testing::numbered("gone", i), .value = "v", .ttl_seconds = 1});
    }
    operations.push_back(Upsert{testing::numbered("lives", round), "v"});
    store().multi(operations).value();
    EXPECT_EQ(store().list_keys("gone%", 5000).value().keys.size(), 800U);
    now_ += 2;
  }
  EXPECT_EQ(keys(), (Keys{"lives0", "lives1", "lives2"}));
}

}  // namespace
}  // namespace faultline::store
