// The specification's table of writes, and what a client learns of ETags.
#include "store/store_example.h"

namespace faultline::models {
namespace {

using namespace testing;

// Both kinds of write, alone and in a transaction.
void expect_writes(const StoreModel& model, StoreKey key, EtagUse etag, bool first_write, const StoreReply& right) {
  expect_answer(model, set(key, 5, etag, first_write), right);
  expect_answer(model, erase(key, etag, first_write), right);
  expect_answer(model, multi({set(key, 5, etag, first_write)}), right);
  expect_answer(model, multi({erase(key, etag, first_write)}), right);
}

// --- the table, row by row ---

TEST(EtagTable, FirstWriteWithoutEtagOnAnExistingItem) {
  expect_writes(with_item("a"), "a", EtagUse::none, true, kMismatch);
}
TEST(EtagTable, FirstWriteWithoutEtagOnAMissingItem) { expect_writes(StoreModel(), "a", EtagUse::none, true, kOk); }
TEST(EtagTable, AnyWithEtagOnAMissingItem) {
  StoreModel deleted = with_item("a");
  ASSERT_TRUE(deleted.step(erase("a"), kOk));
  for (const bool first_write : {true, false}) {
    for (const EtagUse etag : {EtagUse::seen, EtagUse::stale}) {
      expect_writes(deleted, "a", etag, first_write, kMismatch);
      expect_writes(StoreModel(), "a", etag, first_write, kMismatch);
    }
  }
}
TEST(EtagTable, AnyWithADifferentEtag) {
  StoreModel seen_twice = with_newer_item("a");
  ASSERT_TRUE(seen_twice.step(Get{"a"}, found(2, "e2")));
  for (const bool first_write : {true, false}) {
    expect_writes(with_newer_item("a"), "a", EtagUse::seen, first_write, kMismatch);
    expect_writes(seen_twice, "a", EtagUse::stale, first_write, kMismatch);
    expect_writes(with_item("a"), "b", EtagUse::seen, first_write, kMismatch);  // another key's does not count
  }
}
TEST(EtagTable, LastWriteWithoutEtag) {
  expect_writes(with_item("a"), "a", EtagUse::none, false, kOk);
  expect_writes(StoreModel(), "a", EtagUse::none, false, kOk);
}
TEST(EtagTable, AnyWithTheItemsEtag) {
  for (const bool first_write : {true, false}) expect_writes(with_item("a"), "a", EtagUse::seen, first_write, kOk);
}
TEST(EtagTable, TextThatIsNoEtagIsInvalidEverywhere) {
  for (const bool first_write : {true, false}) {
    expect_writes(with_item("a"), "a", EtagUse::malformed, first_write, kInvalid);
    expect_writes(StoreModel(), "a", EtagUse::malformed, first_write, kInvalid);
  }
}

// --- transactions ---

TEST(Transactions, InvalidComesBeforeMismatchWhereverItStands) {
  const Write mismatched = set("a", 1, EtagUse::none, true), malformed = erase("b", EtagUse::malformed);
  expect_answer(with_item("a"), multi({mismatched, malformed}), kInvalid);
  expect_answer(with_item("a"), multi({malformed, mismatched}), kInvalid);
}

TEST(Transactions, AreAllOrNothing) {
  StoreModel model = with_item("a");
  ASSERT_TRUE(model.step(multi({set("b", 2), erase("a"), set("a", 3, EtagUse::stale)}), kMismatch));
  EXPECT_TRUE(StoreModel(model).step(Get{"a"}, found(1, "e1")));
  EXPECT_TRUE(StoreModel(model).step(Get{"b"}, kMissing));
}

TEST(Transactions, CheckTheStateBeforeThem) {
  // Both writes see an absent item, and the last one wins.
  StoreModel model;
  ASSERT_TRUE(model.step(multi({set("a", 1, EtagUse::none, true), set("a", 2, EtagUse::none, true)}), kOk));
  EXPECT_TRUE(StoreModel(model).step(Get{"a"}, found(2, "e9")));
  // Both see the ETag that the first of them replaces.
  expect_answer(with_item("a"), multi({set("a", 4, EtagUse::seen), erase("a", EtagUse::seen)}), kOk);
}

TEST(Transactions, ApplyInOrder) {
  StoreModel model = with_item("a");
  ASSERT_TRUE(model.step(multi({erase("a"), set("a", 7), set("b", 1), erase("b")}), kOk));
  EXPECT_TRUE(StoreModel(model).step(Get{"a"}, found(7, "e2")));
  EXPECT_TRUE(StoreModel(model).step(Get{"b"}, kMissing));
}

TEST(Transactions, AnEmptyOneIsOk) { expect_answer(StoreModel(), multi({}), kOk); }

// --- learning ETags ---

TEST(Etags, AGetMustShowTheValueAndAnEtag) {
  StoreModel model;
  ASSERT_TRUE(model.step(set("a", 7), kOk));
  EXPECT_TRUE(StoreModel(model).step(Get{"a"}, found(7, "x")));
  EXPECT_FALSE(StoreModel(model).step(Get{"a"}, found(8, "x")));
  EXPECT_FALSE(StoreModel(model).step(Get{"a"}, found(7, "")));
  EXPECT_FALSE(StoreModel(model).step(Get{"a"}, kMissing));
  EXPECT_FALSE(StoreModel(model).step(Get{"b"}, found(7, "x")));
  EXPECT_TRUE(StoreModel(model).step(Get{"b"}, kMissing));
}

TEST(Etags, StayUntilTheNextWrite) {
  const StoreModel model = with_item("a", 1, "e1");
  EXPECT_TRUE(StoreModel(model).step(Get{"a"}, found(1, "e1")));
  EXPECT_FALSE(StoreModel(model).step(Get{"a"}, found(1, "e2")));
}

TEST(Etags, EveryWriteMintsOneThatTheClientHasNotSeen) {
  StoreModel model = with_newer_item("a");
  EXPECT_FALSE(StoreModel(model).step(Get{"a"}, found(2, "e1")));
  ASSERT_TRUE(answered(model, Get{"a"}, found(2, "e2")));
  ASSERT_TRUE(model.step(set("a", 2), kOk));  // the same value: a write all the same
  EXPECT_FALSE(StoreModel(model).step(Get{"a"}, found(2, "e2")));
  EXPECT_FALSE(StoreModel(model).step(Get{"a"}, found(2, "e1")));
  EXPECT_TRUE(StoreModel(model).step(Get{"a"}, found(2, "e3")));
}

TEST(Etags, ARefusedWriteMintsNone) {
  StoreModel model = with_item("a", 1, "e1");
  ASSERT_TRUE(model.step(set("a", 9, EtagUse::malformed), kInvalid));
  EXPECT_TRUE(answered(model, Get{"a"}, found(1, "e1")));
}

TEST(Etags, AnItemMadeAgainHasAnother) {
  StoreModel model = with_item("a", 1, "e1");
  ASSERT_TRUE(model.step(erase("a"), kOk));
  ASSERT_TRUE(model.step(set("a", 1), kOk));
  EXPECT_FALSE(StoreModel(model).step(Get{"a"}, found(1, "e1")));
  expect_answer(model, set("a", 2, EtagUse::seen), kMismatch);
}

}  // namespace
}  // namespace faultline::models
