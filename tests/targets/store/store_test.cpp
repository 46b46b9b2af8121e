#include "faultline/targets/store/store.h"

#include <limits>

#include <gtest/gtest.h>

#include "faultline/targets/store/memory_store.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::kind_of;

TEST(ParseConcurrency, KnowsTwoNamesAndTheDefault) {
  EXPECT_EQ(parse_concurrency("first-write").value(), Concurrency::first_write);
  EXPECT_EQ(parse_concurrency("last-write").value(), Concurrency::last_write);
  EXPECT_EQ(parse_concurrency("").value(), Concurrency::last_write);
}

TEST(ParseConcurrency, RejectsEverythingElse) {
  for (const char* name : {"first_write", "First-Write", "last-write ", "strong"}) {
    EXPECT_EQ(kind_of(parse_concurrency(name)), "invalid_request") << name;
  }
}

TEST(ParseConsistency, KnowsTwoNamesAndTheDefault) {
  EXPECT_EQ(parse_consistency("eventual").value(), Consistency::eventual);
  EXPECT_EQ(parse_consistency("strong").value(), Consistency::strong);
  EXPECT_EQ(parse_consistency("").value(), Consistency::strong);
}

TEST(ParseConsistency, RejectsEverythingElse) {
  for (const char* name : {"Strong", "strong ", "weak", "first-write"}) {
    EXPECT_EQ(kind_of(parse_consistency(name)), "invalid_request") << name;
  }
}

TEST(ParseTtl, TakesWholeSecondsAlsoThoseThatMeanNever) {
  EXPECT_EQ(parse_ttl("").value(), std::nullopt);
  EXPECT_EQ(parse_ttl("0").value(), 0);
  EXPECT_EQ(parse_ttl("-1").value(), -1);
  EXPECT_EQ(parse_ttl("007").value(), 7);
  EXPECT_EQ(parse_ttl("9223372036854775807").value(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse_ttl("-9223372036854775808").value(), std::numeric_limits<std::int64_t>::min());
}

TEST(ParseTtl, RejectsWhatIsNoIntegerOrDoesNotFit) {
  for (const char* text : {"x", "5s", " 5", "5 ", "+5", "1.5", "1e3", "0x10", "-", "9223372036854775808"}) {
    EXPECT_EQ(kind_of(parse_ttl(text)), "invalid_request") << text;
  }
}

TEST(Result, ValueOfAnErrorThrowsItsText) {
  const Result<int> failed = StoreError{StoreError::Kind::io, "disk on fire"};
  try {
    static_cast<void>(failed.value());
    FAIL() << "no exception";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "io: disk on fire");
  }
}

// Fails reads of one key, to see what the bulk calls make of it.
class OneBadKey : public MemoryStore {
 public:
  Result<std::optional<Item>> get(const std::string& key) override {
    ++gets;
    if (key == "bad") return StoreError{StoreError::Kind::io, "bad sector"};
    return MemoryStore::get(key);
  }

  int gets = 0;
};

TEST(BulkDefaults, GetFailsWithTheFirstFailingRead) {
  OneBadKey store;
  EXPECT_EQ(kind_of(store.bulk_get({"a", "bad", "b"})), "io");
  EXPECT_EQ(store.gets, 2);
}

TEST(BulkDefaults, GetStopsWhenCancelled) {
  OneBadKey store;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(kind_of(store.bulk_get({"a"}, stop.get_token())), "cancelled");
  EXPECT_EQ(store.gets, 0);
}

}  // namespace
}  // namespace faultline::store
