// The contract of every store: single reads and writes, and the rule of ETags.
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

const auto kStores = ::testing::Values("memory", "sqlite", "durable", "fault_memory", "fault_sqlite");
const auto kName = [](const auto& test) { return test.param; };

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, kStores, kName);

enum class Given { none, empty, current, other };
enum class Before { missing, expired, exists };

struct Row {
  Concurrency concurrency;
  Given given;
  Before before;
  const char* expected;
};

// The table of the specification, with "any concurrency" and "no item" written out.
const Row kTable[] = {
    {kFirst, Given::none, Before::exists, "etag_mismatch"},
    {kFirst, Given::empty, Before::exists, "etag_mismatch"},
    {kFirst, Given::none, Before::missing, ""},
    {kFirst, Given::empty, Before::missing, ""},
    {kFirst, Given::none, Before::expired, ""},
    {kFirst, Given::empty, Before::expired, ""},
    {kFirst, Given::other, Before::missing, "etag_mismatch"},
    {kLast, Given::other, Before::missing, "etag_mismatch"},
    {kFirst, Given::other, Before::expired, "etag_mismatch"},  // its own ETag, not just any
    {kLast, Given::other, Before::expired, "etag_mismatch"},
    {kFirst, Given::other, Before::exists, "etag_mismatch"},
    {kLast, Given::other, Before::exists, "etag_mismatch"},
    {kFirst, Given::current, Before::exists, ""},
    {kLast, Given::current, Before::exists, ""},
    {kLast, Given::none, Before::exists, ""},
    {kLast, Given::empty, Before::exists, ""},
    {kLast, Given::none, Before::missing, ""},
    {kLast, Given::empty, Before::missing, ""},
    {kLast, Given::none, Before::expired, ""},
    {kLast, Given::empty, Before::expired, ""},
};

enum class Call { set, erase, multi_upsert, multi_erase };

bool erases(Call call) { return call == Call::erase || call == Call::multi_erase; }

Result<void> write(Store& store, Call call, const std::optional<std::string>& given, Concurrency concurrency) {
  const Upsert upsert{"k", "new", given, concurrency};
  const Erase erase{"k", given, concurrency};
  switch (call) {
    case Call::set:
      return store.set(upsert);
    case Call::erase:
      return store.erase(erase);
    case Call::multi_upsert:
      return store.multi({upsert});
    case Call::multi_erase:
      break;
  }
  return store.multi({erase});
}

class EtagTable : public StoreContract {
 protected:
  void check(const Row& row, Call call) {
    // "other" is a stale ETag of the same key, which is what callers really hold.
    const std::string other = put_for(1, "k", "older");
    if (row.before == Before::expired) now_ += 2;
    if (row.before != Before::expired) store().erase({"k"}).value();
    if (row.before == Before::exists) put(store(), "k", "old");
    const std::optional<Item> before = item(store(), "k");
    ASSERT_EQ(before.has_value(), row.before == Before::exists);
    std::optional<std::string> given;
    if (row.given == Given::empty) given = "";
    if (row.given == Given::current) given = before.value().etag;
    if (row.given == Given::other) given = other;

    EXPECT_EQ(kind_of(write(store(), call, given, row.concurrency)), row.expected);

    const std::optional<Item> after = item(store(), "k");
    if (*row.expected != '\0') {
      EXPECT_EQ(after, before);
    } else if (erases(call)) {
      EXPECT_FALSE(after);
    } else {
      ASSERT_TRUE(after);
      EXPECT_EQ(after->value, "new");
      EXPECT_NE(after->etag, other);
      EXPECT_NE(after->etag, before.value_or(Item{}).etag);
    }
    store().erase({"k"}).value();
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, EtagTable, kStores, kName);

TEST_P(EtagTable, EveryRowForEveryKindOfWrite) {
  for (const Call call : {Call::set, Call::erase, Call::multi_upsert, Call::multi_erase}) {
    for (const Row& row : kTable) {
      SCOPED_TRACE(::testing::Message() << "call " << static_cast<int>(call) << ", row " << &row - kTable);
      check(row, call);
    }
  }
}

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
