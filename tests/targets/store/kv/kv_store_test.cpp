// A KvStore over a database in memory: what it writes, what it leaves behind, and what it makes of the database's
// errors. That it keeps the contract of every store is tested with LevelDB and LMDB.
#include "faultline/targets/store/kv/kv_store.h"

#include <map>

#include <gtest/gtest.h>

#include "faultline/targets/store/kv/record.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::etag;
using testing::kind_of;
using testing::put;
using testing::value;

using Entries = std::map<std::string, std::string>;

// Fails with `error` when it is set.
class MapDatabase : public kv::Database, private kv::View {
 public:
  MapDatabase(Entries& entries, std::optional<StoreError::Kind>& error) : entries_(entries), error_(error) {}

  void read(const std::function<void(View&)>& reader) override { reader(*this); }
  void update(const std::function<kv::Batch(View&)>& writer) override {
    for (kv::Write& write : writer(*this)) {
      if (write.value) {
        entries_[write.key] = *write.value;
      } else {
        entries_.erase(write.key);
      }
    }
  }

 private:
  std::optional<std::string> find(const std::string& key) override {
    if (error_) throw kv::DatabaseError(*error_, "no");
    const auto found = entries_.find(key);
    return found == entries_.end() ? std::nullopt : std::optional(found->second);
  }
  void scan(const std::string& first, const Visit& visit) override {
    if (error_) throw kv::DatabaseError(*error_, "no");
    for (auto at = entries_.lower_bound(first); at != entries_.end() && visit(at->first, at->second); ++at) {
    }
  }

  Entries& entries_;
  std::optional<StoreError::Kind>& error_;
};

struct KvStoreTest : ::testing::Test {
  std::unique_ptr<KvStore> open() {
    return std::make_unique<KvStore>(std::make_unique<MapDatabase>(entries, error), [this] { return now; });
  }
  void put_for(std::int64_t ttl, const std::string& key) {
    store->set({.key = key, .value = "v", .ttl_seconds = ttl}).value();
  }
  std::size_t expiries() const { return entries.size() - entries.count(kv::kLastEtag) - items(); }
  std::size_t items() const {
    std::size_t n = 0;
    for (const auto& entry : entries) n += kv::key_of_item(entry.first).has_value() ? 1 : 0;
    return n;
  }

  Entries entries;
  std::optional<StoreError::Kind> error;
  std::int64_t now = 1000;
  std::unique_ptr<KvStore> store = open();
};

TEST_F(KvStoreTest, EtagsGoOnAfterItIsOpenedAgain) {
  put(*store, "a", "1");
  put(*store, "a", "2");
  const std::string last = etag(*store, "a");
  store->erase({"a"}).value();
  store = open();
  put(*store, "a", "3");
  EXPECT_EQ(std::stoi(etag(*store, "a")), std::stoi(last) + 1);
}

TEST_F(KvStoreTest, ARefusedWriteWritesNothing) {
  put(*store, "a", "1");
  const Entries before = entries;
  EXPECT_EQ(kind_of(store->multi({Upsert{"b", "2"}, Upsert{"a", "2", "0"}})), "etag_mismatch");
  EXPECT_EQ(entries, before);
}

TEST_F(KvStoreTest, TheNextWriteRemovesWhatHasExpired) {
  put_for(10, "a");
  put_for(20, "b");
  put_for(0, "c");
  EXPECT_EQ(items(), 3U);
  EXPECT_EQ(expiries(), 2U);
  now += 11;
  EXPECT_FALSE(value(*store, "a"));
  EXPECT_EQ(items(), 3U);
  store->erase({"c"}).value();
  EXPECT_EQ(items(), 1U);
  EXPECT_EQ(expiries(), 1U);
  EXPECT_EQ(value(*store, "b"), "v");
}

TEST_F(KvStoreTest, AnItemOutlivesTheExpiryOfTheOneItReplaced) {
  put_for(10, "a");
  put(*store, "a", "lasts");
  put_for(10, "b");
  put_for(30, "b");
  now += 11;
  put(*store, "c", "v");
  EXPECT_EQ(value(*store, "a"), "lasts");
  EXPECT_EQ(value(*store, "b"), "v");
  EXPECT_EQ(expiries(), 1U);
  now += 20;
  put(*store, "c", "v");
  EXPECT_EQ(expiries(), 0U);
  EXPECT_EQ(items(), 2U);
}

TEST_F(KvStoreTest, WritingAnExpiredItemAnewKeepsTheNewOne) {
  put_for(10, "a");
  now += 11;
  put_for(10, "a");
  EXPECT_EQ(value(*store, "a"), "v");
  EXPECT_EQ(items(), 1U);
  EXPECT_EQ(expiries(), 1U);
}

TEST_F(KvStoreTest, ErrorsOfTheDatabaseComeOutOfEveryCall) {
  for (const auto& [kind, name] : {std::pair{StoreError::Kind::io, "io"}, {StoreError::Kind::corrupt, "corrupt"}}) {
    error = kind;
    EXPECT_EQ(kind_of(store->get("a")), name);
    EXPECT_EQ(kind_of(store->set({"a", "1"})), name);
    EXPECT_EQ(kind_of(store->erase({"a"})), name);
    EXPECT_EQ(kind_of(store->multi({Upsert{"a", "1"}})), name);
    EXPECT_EQ(kind_of(store->list_keys("%")), name);
    EXPECT_EQ(kind_of(store->erase_prefix("a")), name);
  }
  error.reset();
  entries[kv::item_key("a")] = "short";
  EXPECT_EQ(kind_of(store->get("a")), "corrupt");
  EXPECT_EQ(kind_of(store->list_keys("%")), "corrupt");
}

}  // namespace
}  // namespace faultline::store
