// The contract of every store: transactions.
#include "store_contract.h"

namespace faultline::store {
namespace {

using testing::etag;
using testing::item;
using testing::kind_of;
using testing::put;
using testing::value;

TEST_P(StoreContract, EmptyMultiIsFine) { EXPECT_EQ(kind_of(store().multi({})), ""); }

TEST_P(StoreContract, MultiValidatesEverythingBeforeCheckingAnyEtag) {
  put(store(), "a", "old");
  // The first operation would be a mismatch, but another is not even well-formed: a delete's options count as well.
  const Operation mismatch = Upsert{"a", "new", "0"};
  const auto unknown = static_cast<Concurrency>(7);
  const std::pair<Operation, std::string> invalid[] = {
      {Upsert{"a", "new", "?"}, "invalid_etag"},
      {Erase{"a", "?"}, "invalid_etag"},
      {Erase{"nothing", "?"}, "invalid_etag"},
      {Upsert{"a", "new", std::nullopt, unknown}, "invalid_request"},
      {Erase{"a", std::nullopt, unknown}, "invalid_request"},
  };
  for (const auto& [operation, expected] : invalid) {
    EXPECT_EQ(kind_of(store().multi({mismatch, Upsert{"b", "new"}, operation})), expected) << operation.index();
    EXPECT_EQ(kind_of(store().multi({operation, mismatch})), expected) << operation.index();
    EXPECT_EQ(value(store(), "a"), "old");
    EXPECT_FALSE(item(store(), "b"));
  }
}

TEST_P(StoreContract, MultiIsAllOrNothing) {
  put(store(), "a", "old");
  put(store(), "b", "old");
  const std::optional<Item> a = item(store(), "a");
  const std::optional<Item> b = item(store(), "b");
  for (const Operation& bad :
       {Operation(Upsert{"b", "x", "0"}), Operation(Erase{"b", "0"}), Operation(Upsert{"b", "x", "", kFirst}),
        Operation(Erase{"b", "", kFirst}), Operation(Erase{"nothing", "1"})}) {
    EXPECT_EQ(kind_of(store().multi({Upsert{"new", "x"}, Erase{"a"}, bad})), "etag_mismatch");
    EXPECT_EQ(kind_of(store().multi({bad, Upsert{"new", "x"}, Erase{"a"}})), "etag_mismatch");
    EXPECT_EQ(item(store(), "a"), a);
    EXPECT_EQ(item(store(), "b"), b);
    EXPECT_FALSE(item(store(), "new"));
  }
}

TEST_P(StoreContract, MultiAppliesEveryOperation) {
  put(store(), "a", "old");
  put(store(), "b", "old");
  const std::string a = etag(store(), "a");
  EXPECT_EQ(kind_of(store().multi({Upsert{"a", "new", a, kFirst}, Erase{"b", etag(store(), "b")}, Upsert{"c", "new"}})),
            "");
  EXPECT_EQ(value(store(), "a"), "new");
  EXPECT_NE(etag(store(), "a"), a);
  EXPECT_FALSE(item(store(), "b"));
  EXPECT_EQ(value(store(), "c"), "new");
  EXPECT_NE(etag(store(), "c"), etag(store(), "a"));
}

TEST_P(StoreContract, TwoOperationsOnOneKeyBothCheckTheOldStateAndTheLastWins) {
  put(store(), "k", "old");
  const std::string old = etag(store(), "k");
  // Both name the old ETag, though the first replaces it.
  EXPECT_EQ(kind_of(store().multi({Upsert{"k", "one", old}, Upsert{"k", "two", old}})), "");
  EXPECT_EQ(value(store(), "k"), "two");
  const std::string two = etag(store(), "k");
  EXPECT_EQ(kind_of(store().multi({Upsert{"k", "three", two}, Erase{"k", old}})), "etag_mismatch");
  // The key exists at the start, so first-write fails although the transaction deletes it first.
  EXPECT_EQ(kind_of(store().multi({Erase{"k"}, Upsert{"k", "three", std::nullopt, kFirst}})), "etag_mismatch");
  EXPECT_EQ(etag(store(), "k"), two);

  EXPECT_EQ(kind_of(store().multi({Upsert{"k", "four"}, Erase{"k", two}})), "");
  EXPECT_FALSE(item(store(), "k"));
  // And does not exist at the start of this one, so both are a first write.
  EXPECT_EQ(kind_of(store().multi({Upsert{"k", "five", "", kFirst}, Upsert{"k", "six", "", kFirst}})), "");
  EXPECT_EQ(value(store(), "k"), "six");
  EXPECT_EQ(kind_of(store().multi({Erase{"k", etag(store(), "k")}, Upsert{"k", "seven"}})), "");
  EXPECT_EQ(value(store(), "k"), "seven");
}

TEST_P(StoreContract, MultiLeavesTheRequestAlone) {
  const std::vector<Operation> expected{Upsert{"a", "1", "", kFirst, -3}, Erase{"b", ""},
                                        Upsert{"c", "1", "", kLast, 9}};
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
  EXPECT_EQ(kind_of(store().multi({}, stop.get_token())), "cancelled");
  EXPECT_FALSE(item(store(), "a"));
}

TEST_P(StoreContract, NoLimitOnTheSizeOfAMulti) {
  EXPECT_EQ(store().multi_max_size(), -1);
  std::vector<Operation> operations;
  operations.reserve(2000);
  for (int i = 0; i < 2000; ++i) operations.push_back(Upsert{testing::numbered("k", i), "v"});
  EXPECT_EQ(kind_of(store().multi(operations)), "");
  EXPECT_EQ(value(store(), "k1999"), "v");
}

}  // namespace
}  // namespace faultline::store
