// The contract of every store: listing keys by pattern, page by page.
#include "store_contract.h"

namespace faultline::store {
namespace {

using testing::kind_of;
using testing::put;

using Keys = std::vector<std::string>;

// All pages; none may be empty unless it is the only one.
Keys page_through(Store& store, const std::string& pattern, std::size_t page_size) {
  Keys all;
  std::string next;
  do {
    const KeyPage page = store.list_keys(pattern, page_size, next).value();
    EXPECT_LE(page.keys.size(), page_size);
    EXPECT_TRUE(!page.keys.empty() || (next.empty() && page.next.empty())) << "an empty page of " << pattern;
    all.insert(all.end(), page.keys.begin(), page.keys.end());
    if (!page.next.empty() && page.next == next) {
      ADD_FAILURE() << "no progress through " << pattern;
      break;
    }
    next = page.next;
  } while (!next.empty());
  return all;
}

TEST_P(StoreContract, ListsInByteOrderWhatMatchesThePattern) {
  put_all({"b", "a", "ab", "B", "abc", "\xc3\xa9", "a%", "a_", "a\\"});
  EXPECT_EQ(keys("%"), (Keys{"B", "a", "a%", "a\\", "a_", "ab", "abc", "b", "\xc3\xa9"}));
  EXPECT_EQ(keys("a"), (Keys{"a"}));
  EXPECT_EQ(keys("a%"), (Keys{"a", "a%", "a\\", "a_", "ab", "abc"}));
  EXPECT_EQ(keys("%b%"), (Keys{"ab", "abc", "b"}));
  EXPECT_EQ(keys("a_"), (Keys{"a%", "a\\", "a_", "ab"}));
  EXPECT_EQ(keys("_"), (Keys{"B", "a", "b"}));
  EXPECT_EQ(keys("__"), (Keys{"a%", "a\\", "a_", "ab", "\xc3\xa9"}));  // a letter of two bytes
  EXPECT_EQ(keys("a\\%"), (Keys{"a%"}));
  EXPECT_EQ(keys("a\\_"), (Keys{"a_"}));
  EXPECT_EQ(keys("a\\\\"), (Keys{"a\\"}));
  EXPECT_EQ(keys("\\ab"), (Keys{"ab"}));
  EXPECT_EQ(keys("c%"), Keys{});
}

TEST_P(StoreContract, KeysOfAnyBytesAreListed) {
  const std::string zero("\0", 1);
  const Keys all{"", zero, zero + zero, "a", "a" + zero, "a" + zero + "b", "ab", "\xff", "\xff\xff"};
  put_all(all);
  EXPECT_EQ(keys("%"), all);
  EXPECT_EQ(keys("a_"), (Keys{"a" + zero, "ab"}));
  EXPECT_EQ(keys(zero + "%"), (Keys{zero, zero + zero}));
  EXPECT_EQ(keys("\xff%"), (Keys{"\xff", "\xff\xff"}));
  for (const std::size_t size : {1U, 2U, 3U, 8U, 9U, 10U}) EXPECT_EQ(page_through(store(), "%", size), all) << size;
}

TEST_P(StoreContract, AnEmptyStoreListsNothing) { EXPECT_EQ(store().list_keys("%").value(), KeyPage{}); }

TEST_P(StoreContract, TheLastPageSaysSoAlsoWhenItIsFull) {
  put_all({"a1", "a2", "a3", "a4", "b"});
  const KeyPage first = store().list_keys("a%", 2).value();
  EXPECT_EQ(first.keys, (Keys{"a1", "a2"}));
  ASSERT_NE(first.next, "");
  const KeyPage second = store().list_keys("a%", 2, first.next).value();
  EXPECT_EQ(second, (KeyPage{{"a3", "a4"}, ""}));
  EXPECT_EQ(store().list_keys("a%", 4).value(), (KeyPage{{"a1", "a2", "a3", "a4"}, ""}));
  for (const std::size_t size : {1U, 2U, 3U, 4U, 5U}) {
    EXPECT_EQ(page_through(store(), "a%", size), (Keys{"a1", "a2", "a3", "a4"})) << size;
    EXPECT_EQ(page_through(store(), "%4", size), (Keys{"a4"})) << size;
  }
}

TEST_P(StoreContract, APageHoldsAThousandKeysUnlessAskedOtherwise) {
  std::vector<Operation> operations;
  for (int i = 0; i < 1001; ++i) operations.push_back(Upsert{testing::numbered("k", 10'000 + i), "v"});
  store().multi(operations).value();
  const KeyPage page = store().list_keys("%").value();
  EXPECT_EQ(page.keys.size(), 1000U);
  EXPECT_EQ(store().list_keys("%", 1000, page.next).value(), (KeyPage{{"k11000"}, ""}));
}

TEST_P(StoreContract, AContinuationOutlivesDeletesAndWritesBetweenPages) {
  put_all({"a", "c", "e", "g", "i"});
  const std::string next = store().list_keys("%", 2).value().next;
  store().erase({"c"}).value();  // the last key that was shown
  store().erase({"e"}).value();  // the one that would have come next
  put_all({"b", "d", "h"});      // behind, at and ahead of the place
  EXPECT_EQ(store().list_keys("%", 100, next).value(), (KeyPage{{"d", "g", "h", "i"}, ""}));
  EXPECT_EQ(store().list_keys("%", 100, next).value().keys, (Keys{"d", "g", "h", "i"})) << "a token may be used again";
}

// The usual loop of a clean-up: list a page, delete it, go on.
TEST_P(StoreContract, DeletingEachPageReachesEveryKey) {
  Keys all;
  for (int i = 10; i < 35; ++i) all.push_back(testing::numbered("k", i));
  put_all(all);
  Keys seen;
  std::string next;
  do {
    const KeyPage page = store().list_keys("k%", 4, next).value();
    for (const std::string& key : page.keys) store().erase({key}).value();
    seen.insert(seen.end(), page.keys.begin(), page.keys.end());
    next = page.next;
  } while (!next.empty());
  EXPECT_EQ(seen, all);
  EXPECT_EQ(keys(), Keys{});
}

TEST_P(StoreContract, WhenTheRestIsGoneTheNextPageIsEmptyAndTheLast) {
  put_all({"a", "b", "c"});
  const std::string next = store().list_keys("%", 1).value().next;
  store().erase({"b"}).value();
  put_for(1, "c");
  now_ += 2;
  EXPECT_EQ(store().list_keys("%", 1, next).value(), KeyPage{});
}

// A token says where to go on, not in which listing.
TEST_P(StoreContract, AContinuationMayBeUsedWithAnotherPattern) {
  put_all({"a1", "a2", "b1", "b2"});
  const std::string after_a1 = store().list_keys("a%", 1).value().next;
  EXPECT_EQ(store().list_keys("b%", 1, after_a1).value().keys, (Keys{"b1"}));
  const std::string after_b1 = store().list_keys("b%", 1).value().next;
  EXPECT_EQ(store().list_keys("a%", 1, after_b1).value(), KeyPage{});
}

TEST_P(StoreContract, MalformedListingsAreRefused) {
  put_all({"a", "b"});
  EXPECT_EQ(kind_of(store().list_keys("")), "invalid_request");
  EXPECT_EQ(kind_of(store().list_keys("a\\")), "invalid_request");
  EXPECT_EQ(kind_of(store().list_keys("\\")), "invalid_request");
  EXPECT_EQ(kind_of(store().list_keys("%\\\\\\")), "invalid_request");
  EXPECT_EQ(kind_of(store().list_keys("%\\\\")), "");
  EXPECT_EQ(kind_of(store().list_keys("%", 0)), "invalid_request");
  const std::string good = store().list_keys("%", 1).value().next;
  EXPECT_EQ(kind_of(store().list_keys("%", 1, good)), "");
  for (const std::string& bad :
       {good + "0", good + " ", good.substr(1), "x" + good, std::string("a"), std::string(" ")})
    EXPECT_EQ(kind_of(store().list_keys("%", 1, bad)), "invalid_request") << bad;
}

}  // namespace
}  // namespace faultline::store
