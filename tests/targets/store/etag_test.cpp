#include "faultline/targets/store/etag.h"

#include <gtest/gtest.h>

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::kind_of;

TEST(Etag, WellFormedIsDecimalDigitsOnly) {
  for (const char* good : {"0", "7", "007", "18446744073709551616"}) EXPECT_TRUE(is_well_formed_etag(good)) << good;
  for (const char* bad : {"", "x", "1x", "-1", "+1", " 1", "1 ", "1.0", "0x1"}) {
    EXPECT_FALSE(is_well_formed_etag(bad)) << bad;
  }
}

TEST(Etag, ComparesAsTextNotAsNumber) {
  const std::string existing = "7";
  EXPECT_EQ(kind_of(may_write("k", Concurrency::last_write, "7", &existing)), "");
  EXPECT_EQ(kind_of(may_write("k", Concurrency::last_write, "07", &existing)), "etag_mismatch");
}

TEST(Etag, MismatchNamesTheKey) {
  const Result<void> result = may_write(Erase{"inbox", "3"}, nullptr);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().text.find("inbox"), std::string::npos);
}

TEST(Etag, ValidateRejectsAnUnknownConcurrency) {
  const auto unknown = static_cast<Concurrency>(7);
  EXPECT_EQ(kind_of(validate(Upsert{"k", "v", std::nullopt, unknown})), "invalid_request");
  EXPECT_EQ(kind_of(validate(Erase{"k", std::nullopt, unknown})), "invalid_request");
}

TEST(Etag, ValidateLooksAtEveryOperation) {
  EXPECT_EQ(kind_of(validate({Upsert{"a", "1"}, Erase{"b", ""}})), "");
  EXPECT_EQ(kind_of(validate({Upsert{"a", "1"}, Erase{"b", "no"}})), "invalid_etag");
  EXPECT_EQ(kind_of(validate(std::vector<Operation>{})), "");
}

TEST(Etag, KeyOfEitherKind) {
  EXPECT_EQ(key_of(Upsert{"a", "1"}), "a");
  EXPECT_EQ(key_of(Erase{"b"}), "b");
}

}  // namespace
}  // namespace faultline::store
