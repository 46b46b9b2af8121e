// The contract of every store: bulk calls and deletion by prefix.
#include "store_contract.h"

namespace faultline::store {
namespace {

using testing::etag;
using testing::item;
using testing::kind_of;
using testing::put;
using testing::value;

using Keys = std::vector<std::string>;

std::vector<std::string> kinds_of(const std::vector<Result<void>>& results) {
  std::vector<std::string> kinds;
  kinds.reserve(results.size());
  for (const Result<void>& result : results) kinds.push_back(kind_of(result));
  return kinds;
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

TEST_P(StoreContract, BulkCallsOfNothingGiveNothing) {
  EXPECT_TRUE(store().bulk_get({}).value().empty());
  EXPECT_TRUE(store().bulk_set({}).empty());
  EXPECT_TRUE(store().bulk_erase({}).empty());
}

TEST_P(StoreContract, BulkSetAnswersPerItemInOrderAndKeepsWhatSucceeded) {
  put(store(), "e", "old");
  const std::vector<Upsert> upserts{{"a", "1"}, {"b", "1", "99"}, {"c", "1", "x"}, {"e", "1", "", kFirst}, {"d", "1"}};
  EXPECT_EQ(kinds_of(store().bulk_set(upserts)), (Keys{"", "etag_mismatch", "invalid_etag", "etag_mismatch", ""}));
  EXPECT_EQ(keys(), (Keys{"a", "d", "e"}));
  EXPECT_EQ(value(store(), "e"), "old");
}

TEST_P(StoreContract, BulkEraseAnswersPerItemInOrderAndKeepsWhatSucceeded) {
  put_all({"a", "b", "c", "d"});
  const std::vector<Erase> erases{{"b", "x"}, {"a"}, {"c", "99"}, {"none"}, {"none", "1"}, {"d", etag(store(), "d")}};
  EXPECT_EQ(kinds_of(store().bulk_erase(erases)), (Keys{"invalid_etag", "", "etag_mismatch", "", "etag_mismatch", ""}));
  EXPECT_EQ(keys(), (Keys{"b", "c"}));
}

// Not a transaction: each item sees what those before it did.
TEST_P(StoreContract, BulkItemsOfOneKeySeeEachOther) {
  EXPECT_EQ(kinds_of(store().bulk_set({{"k", "1", "", kFirst}, {"k", "2", "", kFirst}})), (Keys{"", "etag_mismatch"}));
  EXPECT_EQ(value(store(), "k"), "1");
  const std::string seen = etag(store(), "k");
  EXPECT_EQ(kinds_of(store().bulk_erase({{"k", seen}, {"k", seen}})), (Keys{"", "etag_mismatch"}));
}

TEST_P(StoreContract, BulkCallsLeaveTheRequestAlone) {
  const std::vector<Upsert> upserts{{"a", "1", "", kFirst, 4}, {"b", "1", "x"}};
  std::vector<Upsert> given = upserts;
  store().bulk_set(given);
  EXPECT_EQ(given, upserts);
  const std::vector<Erase> erases{{"a", ""}, {"b", "x", kFirst}};
  std::vector<Erase> given_erases = erases;
  store().bulk_erase(given_erases);
  EXPECT_EQ(given_erases, erases);
}

TEST_P(StoreContract, CancelledBulkGet) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(kind_of(store().bulk_get({"a"}, stop.get_token())), "cancelled");
}

TEST_P(StoreContract, ErasePrefixDeletesWhatBeginsWithItAndCounts) {
  put_all({"a", "job", "job-1", "job-2", "jo", "jobs", "xjob", "Job"});
  EXPECT_EQ(store().erase_prefix("job").value(), 4U);
  EXPECT_EQ(keys(), (Keys{"Job", "a", "jo", "xjob"}));
  EXPECT_EQ(store().erase_prefix("job").value(), 0U);
  put(store(), "job", "again");
  EXPECT_EQ(store().erase_prefix("job").value(), 1U);
}

TEST_P(StoreContract, ErasePrefixTakesEveryByteLiterally) {
  const std::string zero("\0", 1);
  put_all({"%", "%a", "a", "_", "\\", "\xff", "\xff\xff", "\xff\x01", zero, zero + "a", ""});
  EXPECT_EQ(store().erase_prefix("%").value(), 2U);
  EXPECT_EQ(store().erase_prefix("_").value(), 1U);
  EXPECT_EQ(store().erase_prefix("\\").value(), 1U);
  EXPECT_EQ(store().erase_prefix("\xff\xff").value(), 1U);
  EXPECT_EQ(store().erase_prefix("\xff").value(), 2U);
  EXPECT_EQ(store().erase_prefix(zero).value(), 2U);
  EXPECT_EQ(keys(), (Keys{"", "a"}));
}

TEST_P(StoreContract, AnEmptyPrefixIsRefused) {
  put_all({"", "a"});
  EXPECT_EQ(kind_of(store().erase_prefix("")), "invalid_request");
  EXPECT_EQ(keys(), (Keys{"", "a"}));
}

TEST_P(StoreContract, EtagsDoNotComeBackAfterErasePrefix) {
  put(store(), "k", "1");
  const std::string before = etag(store(), "k");
  store().erase_prefix("k").value();
  EXPECT_EQ(kind_of(store().set({"k", "2", before})), "etag_mismatch");
  put(store(), "k", "2");
  EXPECT_NE(etag(store(), "k"), before);
}

}  // namespace
}  // namespace faultline::store
