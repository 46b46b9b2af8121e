#include "store/store_example.h"

namespace faultline::models {
namespace {

using namespace testing;

TEST(StoreWords, ReadAsPeopleWriteThem) {
  EXPECT_EQ(to_text(StoreModel::Command(set("a", 3))), "set(key=\"a\", value=3)");
  EXPECT_EQ(to_text(StoreModel::Command(set("ab", 0, EtagUse::seen, true))),
            "set(key=\"ab\", value=0, etag=seen, first_write)");
  EXPECT_EQ(to_text(StoreModel::Command(erase("b", EtagUse::malformed))), "delete(key=\"b\", etag=malformed)");
  EXPECT_EQ(to_text(StoreModel::Command(multi({set("a", 3), erase("b")}))),
            "multi(set(key=\"a\", value=3), delete(key=\"b\"))");
  EXPECT_EQ(to_text(StoreModel::Command(Set{"a", 3, -1, EtagUse::seen, false})),
            "set(key=\"a\", value=3, ttl=-1, etag=seen)");
  EXPECT_EQ(to_text(StoreModel::Command(BulkGet{{"a", "b"}})), "bulk_get(\"a\", \"b\")");
  EXPECT_EQ(to_text(StoreModel::Command(BulkSet{{set("a", 3)}})), "bulk_set(set(key=\"a\", value=3))");
  EXPECT_EQ(to_text(StoreModel::Command(BulkDelete{{erase("a")}})), "bulk_delete(delete(key=\"a\"))");
  EXPECT_EQ(to_text(StoreModel::Command(ListKeys{"a%", 2})), "list_keys(pattern=\"a%\", page_size=2)");
  EXPECT_EQ(to_text(StoreModel::Command(Get{"c"})), "get(key=\"c\")");
  EXPECT_EQ(to_text(StoreModel::Fault(FailTransactions{"a", 2})), "fail_transactions(substring=\"a\", n=2)");
  EXPECT_EQ(to_text(found(7, "e1")), "7 etag=e1");
  EXPECT_EQ(to_text(StoreReply(Each{{Done{}, NotFound{}}})), "[ok, not found]");
  EXPECT_EQ(to_text(StoreReply(Listed{{"a", "ab"}})), R"(["a", "ab"])");
  EXPECT_EQ(to_text(StoreReply(Erased{2})), "2 deleted");
  EXPECT_EQ(to_text(kMissing), "not found");
  EXPECT_EQ(to_text(kMismatch), "refused etag_mismatch");
}

}  // namespace
}  // namespace faultline::models
