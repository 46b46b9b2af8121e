#include "faultline/targets/store/memory_store.h"

#include <gtest/gtest.h>

#include "store_testing.h"

namespace faultline::store {
namespace {

// Shows how many items are stored, expired ones included.
class Opened : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;
  std::size_t stored() const { return items_.size(); }
};

TEST(MemoryStore, ExpiredItemsDoNotPileUp) {
  std::int64_t now = 0;
  Opened store([&now] { return now; });
  testing::put(store, "lives", "v");
  std::size_t most = 0;
  for (int i = 0; i < 20'000; ++i, ++now) {
    store.set({.key = testing::numbered("k", i), .value = "v", .ttl_seconds = 1}).value();
    most = std::max(most, store.stored());
  }
  EXPECT_LE(most, 1024U);
  EXPECT_EQ(testing::value(store, "lives"), "v");
}

TEST(MemoryStore, TheClockIsReadOnceInATransaction) {
  std::int64_t now = 0;
  Opened store([&now] { return ++now; });
  store.multi({Upsert{.key = "a", .value = "v", .ttl_seconds = 5}, Upsert{.key = "b", .value = "v", .ttl_seconds = 5}})
      .value();
  now = 5;  // the next call reads 6, the last second of both
  EXPECT_EQ(store.list_keys("%").value().keys, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(store.list_keys("%").value().keys, std::vector<std::string>{});
}

}  // namespace
}  // namespace faultline::store
