// What the write-ahead-log store keeps of items that expire, and how it deletes by prefix.
#include <gtest/gtest.h>

#include "faultline/targets/disk/posix_files.h"
#include "faultline/targets/store/durable/durable_store.h"
#include "faultline/targets/store/durable/snapshot.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::kind_of;
using testing::put;
using testing::value;

using Keys = std::vector<std::string>;

class Opened : public DurableStore {
 public:
  using DurableStore::DurableStore;
  using DurableStore::state;
};

class DurableExpiry : public ::testing::Test {
 protected:
  std::unique_ptr<Opened> open() {
    return std::make_unique<Opened>(folder_.path(), [this] { return now_; });
  }

  std::vector<std::size_t> changes_per_frame() {
    std::vector<std::size_t> changes;
    const std::string bytes = testing::read_file(folder_ / wal::kLogName);
    wal::read_frames(bytes, [&](std::string_view payload) {
      changes.push_back(decode_commit(payload).value().changes.size());
      return std::string();
    });
    return changes;
  }

  std::int64_t now_ = 100;
  testing::TempFolder folder_;
};

TEST_F(DurableExpiry, OutlivesTheStoreObjectFromLogAndFromSnapshot) {
  for (const bool checkpoint : {false, true}) {
    now_ = 100;
    open()->set({.key = "k", .value = "v", .ttl_seconds = 10}).value();
    if (checkpoint) open()->checkpoint().value();
    now_ = 110;
    EXPECT_EQ(value(*open(), "k"), "v") << checkpoint;
    now_ = 111;
    EXPECT_EQ(value(*open(), "k"), std::nullopt) << checkpoint;
    EXPECT_EQ(open()->list_keys("%").value(), KeyPage{}) << checkpoint;
  }
}

TEST_F(DurableExpiry, ACheckpointDropsWhatHasExpired) {
  auto store = open();
  store->set({.key = "gone", .value = "v", .ttl_seconds = 10}).value();
  store->set({.key = "edge", .value = "v", .ttl_seconds = 11}).value();
  put(*store, "lives", "v");
  now_ = 111;
  store->checkpoint().value();
  State saved;
  EXPECT_TRUE(SnapshotFiles(disk::posix_files(), folder_.path()).load(saved).value());
  EXPECT_EQ(saved, store->state());
  EXPECT_EQ(saved.items.size(), 2U);
  EXPECT_FALSE(saved.items.contains("gone"));
  EXPECT_EQ(saved.last_etag, 3U);
}

TEST_F(DurableExpiry, APrefixIsErasedByOneFrameThatOutlivesTheStoreObject) {
  {
    auto store = open();
    store->multi({Upsert{"a1", "v"}, Upsert{"a2", "v"}, Upsert{"b", "v"}}).value();
    EXPECT_EQ(store->erase_prefix("a").value(), 2U);
    EXPECT_EQ(store->erase_prefix("a").value(), 0U);  // nothing to write
  }
  EXPECT_EQ(changes_per_frame(), (std::vector<std::size_t>{3, 2}));
  EXPECT_EQ(open()->list_keys("%").value().keys, (Keys{"b"}));
}

TEST_F(DurableExpiry, ErasingAnExpiredItemByPrefixWritesNothing) {
  auto store = open();
  store->set({.key = "a", .value = "v", .ttl_seconds = 1}).value();
  now_ += 2;
  EXPECT_EQ(store->erase_prefix("a").value(), 0U);
  EXPECT_EQ(changes_per_frame().size(), 1U);
}

TEST_F(DurableExpiry, APrefixOfTooManyKeysForAFrameIsRefusedWhole) {
  auto store = open();
  put(*store, "a", "v");
  const std::string long_key = "a" + std::string(wal::kMaxPayload - 200, 'x');
  put(*store, long_key, "");
  put(*store, std::string(300, 'a'), "");
  EXPECT_EQ(kind_of(store->erase_prefix("a")), "invalid_request");  // more than a frame can hold
  EXPECT_EQ(store->list_keys("%").value().keys.size(), 3U);
  EXPECT_EQ(store->erase_prefix("ax").value(), 1U);
  EXPECT_EQ(store->erase_prefix("a").value(), 2U);
}

}  // namespace
}  // namespace faultline::store
