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
  EXPECT_EQ(to_text(StoreModel::Command(Get{"c"})), "get(key=\"c\")");
  EXPECT_EQ(to_text(StoreModel::Fault(FailTransactions{"a", 2})), "fail_transactions(substring=\"a\", n=2)");
  EXPECT_EQ(to_text(found(7, "e1")), "7 etag=e1");
  EXPECT_EQ(to_text(kMissing), "not found");
  EXPECT_EQ(to_text(kMismatch), "refused etag_mismatch");
}

}  // namespace
}  // namespace faultline::models
