// The wrapper's one arm slot, its counters, and what a crash takes.
#include "store/store_example.h"

namespace faultline::models {
namespace {

using namespace testing;

const Error kTransient{"transient", "injected"};
const Multi kOnA = multi({set("a", 1)});

StoreModel armed(const StoreFault& fault) {
  StoreModel model;
  model.inject(fault);
  return model;
}

TEST(ArmSlot, TransientFailuresArePermittedAsOftenAsArmed) {
  StoreModel model = armed(FailTransactions{"a", 2});
  EXPECT_TRUE(model.permits(kOnA, kTransient));
  EXPECT_TRUE(model.permits(kOnA, kTransient));
  EXPECT_FALSE(model.permits(kOnA, kTransient));
  EXPECT_TRUE(model.step(kOnA, kOk));
  EXPECT_TRUE(model.step(Counters{}, counted(2, 1, 3)));
}

TEST(ArmSlot, AnArmedFaultMustFire) {
  EXPECT_FALSE(armed(FailTransactions{"a", 1}).step(kOnA, kOk));
  EXPECT_FALSE(armed(FailTransactions{"a", 1}).step(kOnA, kMismatch));
  expect_answer(armed(MismatchTransactions{"a", 1}), kOnA, kMismatch);
}

TEST(ArmSlot, PermitsOnlyTransientErrorsOfTransactions) {
  EXPECT_FALSE(StoreModel().permits(kOnA, kTransient));
  EXPECT_FALSE(armed(FailTransactions{"a", 1}).permits(kOnA, Error{"io", ""}));
  EXPECT_FALSE(armed(FailTransactions{"a", 1}).permits(set("a", 1), kTransient));
  EXPECT_FALSE(armed(FailTransactions{"a", 1}).permits(Get{"a"}, kTransient));
  EXPECT_FALSE(armed(MismatchTransactions{"a", 1}).permits(kOnA, kTransient));
}

TEST(ArmSlot, SingleWritesPassThrough) {
  expect_answer(armed(FailTransactions{"a", 1}), set("a", 1), kOk);
  expect_answer(armed(MismatchTransactions{"a", 1}), erase("a"), kOk);
}

TEST(ArmSlot, FiresOnAnyWrittenKeyThatContainsTheSubstring) {
  const auto fires = [](StoreKey substring, const Multi& transaction) {
    return armed(FailTransactions{substring, 1}).permits(transaction, kTransient);
  };
  EXPECT_TRUE(fires("a", multi({set("ab")})));
  EXPECT_TRUE(fires("b", multi({set("c"), erase("ab")})));
  EXPECT_TRUE(fires("ab", multi({set("ab")})));
  EXPECT_FALSE(fires("ab", multi({set("a"), set("b")})));
  EXPECT_FALSE(fires("c", multi({set("a"), erase("ab")})));
  EXPECT_FALSE(fires("a", multi({})));
}

TEST(ArmSlot, ATransactionThatDoesNotMatchUsesNothingUp) {
  StoreModel model = armed(FailTransactions{"a", 1});
  ASSERT_TRUE(model.step(multi({set("c", 1)}), kOk));
  EXPECT_TRUE(model.permits(kOnA, kTransient));
}

TEST(ArmSlot, TheInjectedErrorComesBeforeValidationAndRealMismatches) {
  expect_answer(armed(MismatchTransactions{"a", 1}), multi({set("a", 1, EtagUse::malformed)}), kMismatch);
  EXPECT_TRUE(armed(FailTransactions{"a", 1}).permits(multi({set("a", 1, EtagUse::malformed)}), kTransient));
}

TEST(ArmSlot, AFiringTransactionChangesNothing) {
  StoreModel model = with_item("a", 1, "e1");
  model.inject(MismatchTransactions{"a", 1});
  ASSERT_TRUE(model.step(multi({set("a", 9), set("b", 9)}), kMismatch));
  EXPECT_TRUE(answered(model, Get{"a"}, found(1, "e1")));
  EXPECT_TRUE(answered(model, Get{"b"}, kMissing));
  EXPECT_TRUE(model.step(set("a", 2, EtagUse::seen), kOk));
}

TEST(ArmSlot, ArmingReplacesCountKindAndNotification) {
  StoreModel model = armed(FailTransactions{"a", 3});
  model.inject(MismatchTransactions{"a", 1});
  EXPECT_FALSE(StoreModel(model).permits(kOnA, kTransient));
  ASSERT_TRUE(model.step(kOnA, kMismatch));
  ASSERT_TRUE(model.step(kOnA, kOk));  // not three
  EXPECT_TRUE(model.step(Counters{}, counted(1, 1, 2)));

  model.inject(FailTransactions{"a", 2});  // the same key: still another notification
  ASSERT_TRUE(model.permits(kOnA, kTransient));
  ASSERT_TRUE(model.permits(kOnA, kTransient));
  EXPECT_TRUE(model.step(Counters{}, counted(3, 2, 4)));

  StoreModel other_key = armed(FailTransactions{"a", 3});
  other_key.inject(FailTransactions{"c", 1});
  EXPECT_TRUE(other_key.step(kOnA, kOk));
}

TEST(ArmSlot, HealDisarmsAndKeepsTheCounters) {
  StoreModel model = armed(FailTransactions{"a", 2});
  ASSERT_TRUE(model.permits(kOnA, kTransient));
  model.heal();
  EXPECT_FALSE(StoreModel(model).permits(kOnA, kTransient));
  ASSERT_TRUE(model.step(kOnA, kOk));
  EXPECT_TRUE(model.step(Counters{}, counted(1, 1, 2)));
}

TEST(Counters, EveryTransactionIsObserved) {
  StoreModel model;
  ASSERT_TRUE(model.step(multi({}), kOk));
  ASSERT_TRUE(model.step(multi({set("a", 1, EtagUse::malformed)}), kInvalid));
  ASSERT_TRUE(model.step(set("a", 1), kOk));  // no transaction
  EXPECT_TRUE(StoreModel(model).step(Counters{}, counted(0, 0, 2)));
  EXPECT_FALSE(StoreModel(model).step(Counters{}, counted(0, 0, 3)));
  EXPECT_FALSE(StoreModel(model).step(Counters{}, counted(0, 1, 2)));
  EXPECT_FALSE(StoreModel(model).step(Counters{}, counted(1, 0, 2)));
  EXPECT_FALSE(StoreModel(model).step(Counters{}, kOk));
}

TEST(AfterCrash, TheWrapperForgetsTheStoreAndTheClientDoNot) {
  StoreModel model = with_item("a", 1, "e1");
  model.inject(FailTransactions{"a", 3});
  ASSERT_TRUE(model.permits(kOnA, kTransient));
  model.after_crash();
  EXPECT_TRUE(StoreModel(model).step(Counters{}, counted(0, 0, 0)));
  EXPECT_FALSE(StoreModel(model).permits(kOnA, kTransient));
  EXPECT_TRUE(StoreModel(model).step(Get{"a"}, found(1, "e1")));
  EXPECT_FALSE(StoreModel(model).step(Get{"a"}, found(1, "e2")));
  EXPECT_TRUE(StoreModel(model).step(set("a", 2, EtagUse::seen), kOk));
}

// --- replies that were lost ---

TEST(Assume, TakesTheEffectTheCommandHas) {
  StoreModel model = with_item("a", 1, "e1");
  model.assume(multi({set("b", 4), erase("a")}));
  EXPECT_TRUE(answered(model, Get{"b"}, found(4, "e2")));
  EXPECT_TRUE(answered(model, Get{"a"}, kMissing));
  model.assume(erase("b"));
  model.assume(Get{"b"});
  model.assume(set("a", 6));
  EXPECT_TRUE(answered(model, Get{"b"}, kMissing));
  EXPECT_TRUE(answered(model, Get{"a"}, found(6, "e3")));
  EXPECT_TRUE(model.step(Counters{}, counted(0, 0, 1)));
}

TEST(Assume, ARefusedOrFailingCommandHasNone) {
  StoreModel model = with_item("a", 1, "e1");
  model.assume(set("a", 9, EtagUse::none, true));
  model.assume(multi({erase("a"), set("b", 1, EtagUse::malformed)}));
  model.inject(FailTransactions{"a", 1});
  model.assume(multi({erase("a")}));
  EXPECT_TRUE(answered(model, Get{"a"}, found(1, "e1")));
  EXPECT_TRUE(model.step(Counters{}, counted(1, 1, 2)));
}

}  // namespace
}  // namespace faultline::models
