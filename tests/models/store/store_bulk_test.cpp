// Bulk calls: one answer per item, each on the state that the ones before it left.
#include "store/store_example.h"

namespace faultline::models {
namespace {

using namespace testing;

StoreReply each(std::vector<ItemReply> items) { return Each{std::move(items)}; }
const ItemReply kDone = Done{}, kGone = NotFound{}, kOther = Refused{Refusal::etag_mismatch},
                kBad = Refused{Refusal::invalid_etag};
ItemReply item(const char* value, const char* etag) { return Found{value, {etag}}; }

TEST(BulkGet, AnswersInTheOrderOfTheRequest) {
  const StoreModel model = with_item("b", 7, "e1");
  const BulkGet get{{"a", "b", "b"}};
  EXPECT_TRUE(StoreModel(model).step(get, each({kGone, item("7", "e1"), item("7", "e1")})));
  EXPECT_FALSE(StoreModel(model).step(get, each({item("7", "e1"), kGone, kGone})));
  EXPECT_FALSE(StoreModel(model).step(get, each({kGone, item("7", "e1")})));
  EXPECT_FALSE(StoreModel(model).step(get, each({kGone, item("7", "e1"), item("7", "e2")})));
  EXPECT_FALSE(StoreModel(model).step(get, kMissing));
  EXPECT_TRUE(StoreModel(model).step(BulkGet{}, each({})));
}

TEST(BulkGet, TeachesETags) {
  StoreModel model;
  ASSERT_TRUE(model.step(set("a", 1), kOk));
  ASSERT_TRUE(answered(model, BulkGet{{"a"}}, each({item("1", "e1")})));
  EXPECT_FALSE(StoreModel(model).step(Get{"a"}, found(1, "e2")));
  expect_answer(model, set("a", 2, EtagUse::seen), kOk);
}

TEST(BulkSet, EachItemIsRefusedOrDoneOnItsOwn) {
  StoreModel model;
  const BulkSet bulk{{set("a", 1, EtagUse::none, true), set("a", 2, EtagUse::none, true),
                      set("b", 3, EtagUse::malformed), set("c", 4)}};
  EXPECT_FALSE(StoreModel(model).step(bulk, each({kDone, kDone, kBad, kDone})));
  EXPECT_FALSE(StoreModel(model).step(bulk, each({kDone, kOther, kOther, kDone})));
  EXPECT_FALSE(StoreModel(model).step(bulk, kInvalid));
  ASSERT_TRUE(model.step(bulk, each({kDone, kOther, kBad, kDone})));
  EXPECT_TRUE(answered(model, BulkGet{{"a", "b", "c"}}, each({item("1", "e1"), kGone, item("4", "e2")})));
}

TEST(BulkDelete, EachItemIsRefusedOrDoneOnItsOwn) {
  StoreModel model = with_item("a");
  const BulkDelete bulk{{erase("a", EtagUse::seen), erase("a", EtagUse::seen), erase("b")}};
  EXPECT_FALSE(StoreModel(model).step(bulk, each({kDone, kDone, kDone})));
  ASSERT_TRUE(model.step(bulk, each({kDone, kOther, kDone})));
  EXPECT_TRUE(answered(model, Get{"a"}, kMissing));
}

TEST(Bulk, IsNoTransaction) {
  StoreModel model;
  model.inject(FailTransactions{"a", 1});
  EXPECT_TRUE(model.step(BulkSet{{set("a", 1)}}, each({kDone})));
  EXPECT_FALSE(model.permits(BulkSet{{set("a", 1)}}, Error{"transient", ""}));
  EXPECT_TRUE(model.step(Counters{}, counted(0, 0, 0)));
}

TEST(Bulk, LostAnswersLeaveTheEffect) {
  StoreModel model = with_item("a");
  model.assume(BulkSet{{set("b", 2), set("c", 3, EtagUse::seen)}});
  model.assume(BulkDelete{{erase("a")}});
  EXPECT_TRUE(answered(model, BulkGet{{"a", "b", "c"}}, each({kGone, item("2", "e2"), kGone})));
}

TEST(Bulk, MadeOfItsItems) {
  const auto texts = [](const StoreModel::Command& command) {
    return detail::joined(StoreModel().parts(command), [](const auto& part) { return to_text(part); });
  };
  EXPECT_EQ(texts(BulkSet{{set("a", 1), set("b", 2)}}), R"(set(key="a", value=1), set(key="b", value=2))");
  EXPECT_EQ(texts(BulkDelete{{erase("a")}}), R"(delete(key="a"))");
  EXPECT_EQ(texts(multi({set("a", 1), erase("b")})), R"(multi(set(key="a", value=1), delete(key="b")))");
  EXPECT_EQ(texts(DeletePrefix{"a"}), R"(delete_prefix(prefix="a"))");
}

TEST(Bulk, ExpectsItsAnswers) {
  EXPECT_EQ(with_item("a", 1, "e1").expect(BulkGet{{"a", "b"}}), "[1 etag=e1, not found]");
  EXPECT_EQ(StoreModel().expect(BulkSet{{set("a"), set("a", 1, EtagUse::none, true)}}), "[ok, refused etag_mismatch]");
  EXPECT_EQ(with_item("a").expect(BulkDelete{{erase("a", EtagUse::seen), erase("a", EtagUse::seen)}}),
            "[ok, refused etag_mismatch]");
}

}  // namespace
}  // namespace faultline::models
