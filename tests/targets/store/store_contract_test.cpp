// The contract of every store: single reads and writes.
#include "store_contract.h"

#include <set>
#include <thread>

namespace faultline::store {
namespace {

using testing::etag;
using testing::item;
using testing::kind_of;
using testing::put;
using testing::value;

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, kStores, kName);

TEST_P(StoreContract, GetOfAMissingKeySucceedsWithNothing) {
  const Result<std::optional<Item>> result = store().get("nothing");
  ASSERT_TRUE(result);
  EXPECT_FALSE(*result);
}

TEST_P(StoreContract, DeleteOfAMissingKeySucceedsWithoutAnEtag) {
  EXPECT_EQ(kind_of(store().erase({"nothing"})), "");
  EXPECT_EQ(kind_of(store().erase({"nothing", ""})), "");
}

TEST_P(StoreContract, KeysAndValuesAreBytes) {
  const std::string bytes("\0a'\"%\xff\n", 7);
  for (const std::string& key : {std::string(), bytes}) {
    put(store(), key, bytes);
    EXPECT_EQ(value(store(), key), bytes);
    put(store(), key, "");
    EXPECT_EQ(value(store(), key), "");
  }
}

TEST_P(StoreContract, EtagsAreWellFormedAndNeverComeBack) {
  std::set<std::string> seen;
  for (int i = 0; i < 5; ++i) {
    put(store(), "a", "1");
    put(store(), "b", "1");
    store().multi({Upsert{"a", "2"}, Upsert{"c", "2"}}).value();
    for (const char* key : {"a", "b", "c"}) {
      const std::string minted = etag(store(), key);
      EXPECT_EQ(kind_of(store().set({key, "3", minted, kFirst})), "") << minted;
      EXPECT_TRUE(seen.insert(minted).second) << minted;
      EXPECT_TRUE(seen.insert(etag(store(), key)).second);
      store().erase({key}).value();
    }
  }
}

TEST_P(StoreContract, TheSameValueAgainGetsANewEtagToo) {
  put(store(), "k", "v");
  const std::string first = etag(store(), "k");
  put(store(), "k", "v");
  EXPECT_NE(etag(store(), "k"), first);
}

TEST_P(StoreContract, WhatIsNoEtagIsInvalidBeforeItIsAMismatch) {
  for (const bool exists : {false, true}) {
    if (exists) put(store(), "k", "old");
    const std::optional<Item> before = item(store(), "k");
    for (const Concurrency concurrency : {kFirst, kLast}) {
      EXPECT_EQ(kind_of(store().set({"k", "v", "abc", concurrency})), "invalid_etag");
      EXPECT_EQ(kind_of(store().erase({"k", "abc", concurrency})), "invalid_etag");
    }
    EXPECT_EQ(item(store(), "k"), before);
  }
}

TEST_P(StoreContract, AnUnknownConcurrencyIsRefused) {
  const auto unknown = static_cast<Concurrency>(7);
  EXPECT_EQ(kind_of(store().set({"k", "v", std::nullopt, unknown})), "invalid_request");
  EXPECT_EQ(kind_of(store().erase({"k", std::nullopt, unknown})), "invalid_request");
  EXPECT_FALSE(item(store(), "k"));
}

TEST_P(StoreContract, SingleWritesLeaveTheRequestAlone) {
  const Upsert upsert{"k", "v", "", kFirst, 5};
  Upsert given = upsert;
  store().set(given).value();
  EXPECT_EQ(given, upsert);
  const Erase erase{"k", etag(store(), "k"), kFirst};
  Erase one = erase;
  store().erase(one).value();
  EXPECT_EQ(one, erase);
}

TEST_P(StoreContract, AdvertisesEtagsTransactionsAndTimeToLive) {
  EXPECT_EQ(store().features(), (std::vector<Feature>{Feature::etag, Feature::transactional, Feature::ttl}));
}

// Compare-and-set by several threads: a lost update would leave the sum short.
TEST_P(StoreContract, ConcurrentCompareAndSetLosesNothing) {
  put(store(), "sum", "0");
  const auto add = [this] {
    for (int done = 0; done < 25;) {
      const Item seen = item(store(), "sum").value();
      const std::string next = std::to_string(std::stoi(seen.value) + 1);
      if (store().set({"sum", next, seen.etag, kFirst})) ++done;
    }
  };
  {
    std::jthread other(add);
    std::jthread third(add);
    add();
  }
  EXPECT_EQ(value(store(), "sum"), "75");
}

}  // namespace
}  // namespace faultline::store
