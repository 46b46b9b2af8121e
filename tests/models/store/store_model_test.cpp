#include "store/store_example.h"

namespace faultline::models {
namespace {

using namespace testing;

TEST(StoreModels, ReadEveryKeyBack) {
  std::string keys;
  const auto audit = StoreModel().audit();
  for (std::size_t i = 0; i < StoreKey::size(); ++i) keys += std::get<Get>(audit.at(i)).key.str() + ' ';
  EXPECT_EQ(keys, "a b c ab ");
  ASSERT_EQ(audit.size(), StoreKey::size() + 1);
  EXPECT_EQ(to_text(audit.back()), R"(list_keys(pattern="%", page_size=3))");
  EXPECT_EQ(DurableModel().audit().size(), audit.size());
}

TEST(StoreModels, AreEqualByWhatTheyKnow) {
  EXPECT_EQ(with_item("a"), with_item("a"));
  EXPECT_NE(with_item("a"), with_item("b"));
  EXPECT_NE(with_item("a", 1), with_item("a", 2));
  EXPECT_NE(with_item("a", 1, "e1"), with_item("a", 1, "e2"));
  StoreModel armed;
  armed.inject(FailTransactions{"a", 1});
  EXPECT_NE(armed, StoreModel());
}

TEST(DurableModel, ACheckpointChangesNothing) {
  DurableModel model;
  ASSERT_TRUE(model.step(set("a", 1), kOk));
  const DurableModel before = model;
  EXPECT_TRUE(model.step(Checkpoint{}, kOk));
  EXPECT_EQ(model, before);
  EXPECT_FALSE(model.step(Checkpoint{}, kMissing));
}

TEST(Expect, ShowsTheRightReply) {
  EXPECT_EQ(StoreModel().expect(Get{"a"}), "not found");
  EXPECT_EQ(with_item("a", 7, "e1").expect(Get{"a"}), "7 etag=e1");
  EXPECT_EQ(with_newer_item("a").expect(Get{"a"}), "2 etag=new");
  EXPECT_EQ(StoreModel().expect(set("a", 1)), "ok");
  EXPECT_EQ(with_item("a").expect(set("a", 1, EtagUse::none, true)), "refused etag_mismatch");
  EXPECT_EQ(StoreModel().expect(erase("a", EtagUse::malformed)), "refused invalid_etag");
  EXPECT_EQ(StoreModel().expect(Counters{}), "failed=0 notified=0 observed=0");
  EXPECT_EQ(DurableModel().expect(Checkpoint{}), "ok");

  StoreModel armed;
  armed.inject(FailTransactions{"a", 1});
  EXPECT_EQ(armed.expect(multi({set("a")})), "fail transient");
  armed.inject(MismatchTransactions{"a", 1});
  EXPECT_EQ(armed.expect(multi({set("a")})), "refused etag_mismatch");
  EXPECT_EQ(armed.expect(multi({set("c")})), "ok");
}

}  // namespace
}  // namespace faultline::models
