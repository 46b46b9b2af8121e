#include "faultline/targets/store/store.h"

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
