// What every store must do, run against each of them.
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "faultline/targets/store/durable/durable_store.h"
#include "faultline/targets/store/fault_store.h"
#include "faultline/targets/store/memory_store.h"
#include "faultline/targets/store/sqlite_store.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::etag;
using testing::item;
using testing::kind_of;
using testing::put;
using testing::value;

class StoreContract : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "memory" || GetParam() == "fault") store_ = std::make_unique<MemoryStore>();
    if (GetParam() == "fault") faulty_ = std::make_unique<FaultStore>(*store_);
    if (GetParam() == "sqlite") store_ = std::make_unique<SqliteStore>(folder_ / "db");
    if (GetParam() == "durable") store_ = std::make_unique<DurableStore>(folder_ / "d");
  }

  Store& store() { return faulty_ ? *faulty_ : *store_; }

  testing::TempFolder folder_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Store> faulty_;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, ::testing::Values("memory", "sqlite", "durable", "fault"),
                         [](const auto& test) { return test.param; });

enum class Given { none, empty, current, other };

struct Row {
  Concurrency concurrency;
  Given given;
  bool exists;
  const char* expected;
};

constexpr auto kFirst = Concurrency::first_write;
constexpr auto kLast = Concurrency::last_write;

// The table of the specification, with "any concurrency" written out.
const Row kTable[] = {
    {kFirst, Given::none, true, "etag_mismatch"},
    {kFirst, Given::empty, true, "etag_mismatch"},
    {kFirst, Given::none, false, ""},
    {kFirst, Given::empty, false, ""},
    {kFirst, Given::other, false, "etag_mismatch"},
    {kLast, Given::other, false, "etag_mismatch"},
    {kFirst, Given::other, true, "etag_mismatch"},
    {kLast, Given::other, true, "etag_mismatch"},
    {kFirst, Given::current, true, ""},
    {kLast, Given::current, true, ""},
    {kLast, Given::none, true, ""},
    {kLast, Given::empty, true, ""},
    {kLast, Given::none, false, ""},
    {kLast, Given::empty, false, ""},
};

enum class Call { set, erase, multi_upsert, multi_erase };

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

void check_row(Store& store, const Row& row, Call call) {
  // "other" is a stale ETag of the same key, which is what callers really hold.
  put(store, "k", "older");
  const std::string other = etag(store, "k");
  store.erase({"k"}).value();
  if (row.exists) put(store, "k", "old");
  const std::optional<Item> before = item(store, "k");
  std::optional<std::string> given;
  if (row.given == Given::empty) given = "";
  if (row.given == Given::current) given = before.value().etag;
  if (row.given == Given::other) given = other;

  EXPECT_EQ(kind_of(write(store, call, given, row.concurrency)), row.expected);

  const std::optional<Item> after = item(store, "k");
  if (*row.expected != '\0') {
    EXPECT_EQ(after, before);
  } else if (call == Call::erase || call == Call::multi_erase) {
    EXPECT_FALSE(after);
  } else {
    ASSERT_TRUE(after);
    EXPECT_EQ(after->value, "new");
    EXPECT_NE(after->etag, other);
    if (before) {
      EXPECT_NE(after->etag, before->etag);
    }
  }
  store.erase({"k"}).value();
}

TEST_P(StoreContract, EtagTable) {
  for (const Call call : {Call::set, Call::erase, Call::multi_upsert, Call::multi_erase}) {
    for (const Row& row : kTable) {
      SCOPED_TRACE(::testing::Message() << "call " << static_cast<int>(call) << ", row " << &row - kTable);
      check_row(store(), row, call);
    }
  }
}

TEST_P(StoreContract, GetOfAMissingKeySucceedsWithNothing) {
  const Result<std::optional<Item>> result = store().get("nothing");
  ASSERT_TRUE(result);
  EXPECT_FALSE(*result);
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

TEST_P(StoreContract, AnEtagThatIsNoneIsInvalidBeforeItIsAMismatch) {
  EXPECT_EQ(kind_of(store().set({"k", "v", "abc"})), "invalid_etag");
  EXPECT_EQ(kind_of(store().erase({"k", "abc"})), "invalid_etag");
  EXPECT_EQ(kind_of(store().set({"k", "v", std::nullopt, static_cast<Concurrency>(7)})), "invalid_request");
  EXPECT_FALSE(item(store(), "k"));
}

TEST_P(StoreContract, EmptyMultiIsFine) { EXPECT_EQ(kind_of(store().multi({})), ""); }

TEST_P(StoreContract, MultiValidatesEverythingBeforeCheckingAnyEtag) {
  put(store(), "a", "old");
  // The first operation would be a mismatch, but the last is not even well-formed.
  const std::vector<Operation> operations{Upsert{"a", "new", "0"}, Upsert{"b", "new"}, Erase{"a", "?"}};
  EXPECT_EQ(kind_of(store().multi(operations)), "invalid_etag");
  EXPECT_EQ(value(store(), "a"), "old");
  EXPECT_FALSE(item(store(), "b"));
}

TEST_P(StoreContract, MultiIsAllOrNothing) {
  put(store(), "a", "old");
  put(store(), "b", "old");
  const std::optional<Item> a = item(store(), "a");
  const std::vector<Operation> operations{Upsert{"new", "x"}, Erase{"a"}, Upsert{"b", "x", "0"}};
  EXPECT_EQ(kind_of(store().multi(operations)), "etag_mismatch");
  EXPECT_EQ(item(store(), "a"), a);
  EXPECT_EQ(value(store(), "b"), "old");
  EXPECT_FALSE(item(store(), "new"));
}

TEST_P(StoreContract, MultiChecksTheStateBeforeTheTransaction) {
  put(store(), "k", "old");
  const std::string old = etag(store(), "k");
  // Both name the old ETag, though the first replaces it; the last one wins.
  EXPECT_EQ(kind_of(store().multi({Upsert{"k", "one", old}, Upsert{"k", "two", old}})), "");
  EXPECT_EQ(value(store(), "k"), "two");
  // The key exists at the start, so first-write fails although the transaction deletes it first.
  EXPECT_EQ(kind_of(store().multi({Erase{"k"}, Upsert{"k", "three", std::nullopt, kFirst}})), "etag_mismatch");
  EXPECT_EQ(value(store(), "k"), "two");
  EXPECT_EQ(kind_of(store().multi({Upsert{"k", "four"}, Erase{"k", etag(store(), "k")}})), "");
  EXPECT_FALSE(item(store(), "k"));
}

TEST_P(StoreContract, MultiLeavesTheRequestAlone) {
  const std::vector<Operation> expected{Upsert{"a", "1", "", kFirst}, Erase{"b", ""}};
  std::vector<Operation> operations = expected;
  EXPECT_EQ(kind_of(store().multi(operations)), "");
  EXPECT_EQ(operations, expected);
  operations.push_back(Erase{"a", "0"});
  const std::vector<Operation> refused = operations;
  EXPECT_EQ(kind_of(store().multi(operations)), "etag_mismatch");
  EXPECT_EQ(operations, refused);
}

TEST_P(StoreContract, CancelledMultiChangesNothing) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(kind_of(store().multi({Upsert{"a", "1"}}, stop.get_token())), "cancelled");
  EXPECT_FALSE(item(store(), "a"));
}

TEST_P(StoreContract, BulkGetKeepsTheOrderOfTheKeys) {
  put(store(), "a", "1");
  put(store(), "b", "2");
  const std::vector<std::optional<Item>> items = store().bulk_get({"b", "none", "a", "b"}).value();
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(items[0], item(store(), "b"));
  EXPECT_FALSE(items[1]);
  EXPECT_EQ(items[2], item(store(), "a"));
  EXPECT_EQ(items[3], item(store(), "b"));
}

TEST_P(StoreContract, BulkWritesAnswerPerItem) {
  const std::vector<Result<void>> set = store().bulk_set({{"a", "1"}, {"b", "1", "99"}, {"c", "1", "x"}, {"d", "1"}});
  ASSERT_EQ(set.size(), 4U);
  EXPECT_EQ(kind_of(set[0]) + "|" + kind_of(set[1]) + "|" + kind_of(set[2]) + "|" + kind_of(set[3]),
            "|etag_mismatch|invalid_etag|");
  EXPECT_EQ(value(store(), "a"), "1");
  EXPECT_FALSE(item(store(), "b"));
  EXPECT_EQ(value(store(), "d"), "1");

  const std::vector<Result<void>> erased = store().bulk_erase({{"a"}, {"b", "99"}, {"d"}});
  ASSERT_EQ(erased.size(), 3U);
  EXPECT_EQ(kind_of(erased[0]) + "|" + kind_of(erased[1]) + "|" + kind_of(erased[2]), "|etag_mismatch|");
  EXPECT_FALSE(item(store(), "a"));
  EXPECT_FALSE(item(store(), "d"));
}

TEST_P(StoreContract, NoLimitOnTheSizeOfAMulti) {
  EXPECT_EQ(store().multi_max_size(), -1);
  std::vector<Operation> operations;
  operations.reserve(2000);
  for (int i = 0; i < 2000; ++i) operations.push_back(Upsert{testing::numbered("k", i), "v"});
  EXPECT_EQ(kind_of(store().multi(operations)), "");
  EXPECT_EQ(value(store(), "k1999"), "v");
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
