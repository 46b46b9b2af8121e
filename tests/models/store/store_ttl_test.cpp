// Lifetimes: an item is gone once the clock is past its last second.
#include "store/store_example.h"

namespace faultline::models {
namespace {

using namespace testing;

Set set_for(StoreKey key, StoreTtl ttl) { return {key, 1, ttl, EtagUse::none, false}; }

// Set at second 0 and seen once.
StoreModel living(StoreTtl ttl) {
  StoreModel model;
  EXPECT_TRUE(model.step(set_for("a", ttl), kOk));
  EXPECT_TRUE(answered(model, Get{"a"}, found(1, "e1")));
  return model;
}

TEST(Lifetime, EndsBehindItsLastSecond) {
  StoreModel model = living(2);
  model.advance(1);
  EXPECT_TRUE(answered(model, Get{"a"}, found(1, "e1")));
  model.advance(1);
  EXPECT_TRUE(answered(model, Get{"a"}, found(1, "e1")));
  model.advance(1);
  EXPECT_TRUE(answered(model, Get{"a"}, kMissing));
}

TEST(Lifetime, NoneAndMinusOneNeverEnd) {
  for (const std::int64_t ttl : {0, -1}) {
    StoreModel model = living(ttl);
    model.advance(1'000'000);
    EXPECT_TRUE(answered(model, Get{"a"}, found(1, "e1")));
  }
}

TEST(Lifetime, ARewriteBringsItsOwn) {
  for (const std::int64_t ttl : {0, -1, 3}) {
    StoreModel model = living(1);
    model.advance(1);
    ASSERT_TRUE(model.step(set_for("a", ttl), kOk));
    model.advance(2);
    EXPECT_TRUE(answered(model, Get{"a"}, found(1, "e2")));
  }
}

TEST(Lifetime, WhatExpiredWasNeverThere) {
  StoreModel model = living(1);
  model.advance(2);
  expect_answer(model, set("a", 1, EtagUse::none, true), kOk);
  expect_answer(model, set("a", 1, EtagUse::seen), kMismatch);
  expect_answer(model, erase("a", EtagUse::seen), kMismatch);
  expect_answer(model, multi({set("a", 1, EtagUse::none, true)}), kOk);
  EXPECT_TRUE(StoreModel(model).step(ListKeys{"%", 1}, Listed{}));
  EXPECT_TRUE(StoreModel(model).step(DeletePrefix{"a"}, Erased{0}));
}

TEST(Lifetime, GoesOnOverARestart) {
  StoreModel model = living(1);
  model.advance(1);
  model.after_crash();
  EXPECT_TRUE(StoreModel(model).step(Get{"a"}, found(1, "e1")));
  model.advance(1);
  EXPECT_TRUE(answered(model, Get{"a"}, kMissing));
}

TEST(Lifetime, DeadItemsDoNotTellModelsApart) {
  StoreModel expired = living(1), deleted = living(3);
  expired.advance(2);
  ASSERT_TRUE(deleted.step(erase("a"), kOk));
  EXPECT_EQ(expired, deleted);
  EXPECT_NE(living(1), living(2));
}

TEST(Lifetime, InsideTransactionsAndBulkWrites) {
  StoreModel model;
  ASSERT_TRUE(model.step(multi({set_for("a", 1)}), kOk));
  ASSERT_TRUE(model.step(BulkSet{{set_for("b", 1), set_for("c", 2)}}, Each{{Done{}, Done{}}}));
  model.advance(2);
  EXPECT_TRUE(model.step(ListKeys{"%", 1}, Listed{{"c"}}));
}

}  // namespace
}  // namespace faultline::models
