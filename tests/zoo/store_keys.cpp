// Planted bugs in commands over many keys, and in how long items live.
#include <algorithm>

#include "store_backends.h"

namespace faultline::zoo {
namespace {

// A write without a lifetime leaves the item's old one.
class LifelongStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;

  Result<void> set(const Upsert& upsert) override {
    const auto old = get(upsert.key);
    if (!old || !old.value() || upsert.ttl_seconds) return MemoryStore::set(upsert);
    const auto expires = stored(upsert.key).expires;
    const auto done = MemoryStore::set(upsert);
    if (done) stored(upsert.key).expires = expires;
    return done;
  }

 private:
  store::StoredItem& stored(const std::string& key) {
    const std::lock_guard hold(mutex_);
    return items_.at(key);
  }
};
struct TtlKept : BuggyStore<LifelongStore> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.ttl_kept_on_rewrite, StoreModel, TtlKept, "1 command");

// A page begins behind everything that begins with the last key of the page before.
class SkippingStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;

  Result<store::KeyPage> list_keys(const std::string& pattern, std::size_t page_size,
                                   const std::string& continuation) override {
    auto page = MemoryStore::list_keys(pattern, page_size, continuation);
    if (!page) return page;
    auto& keys = page->keys;
    const auto skipped = [&](const std::string& key) { return key.starts_with(last_); };
    if (!continuation.empty()) keys.erase(keys.begin(), std::find_if_not(keys.begin(), keys.end(), skipped));
    if (!keys.empty()) last_ = keys.back();
    return page;
  }

 private:
  std::string last_;
};
struct PageSkips : BuggyStore<SkippingStore> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.listing_page_skips, StoreModel, PageSkips, "2 commands");

// Deletes the keys that contain the prefix anywhere.
class GreedyStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;

  Result<std::uint64_t> erase_prefix(const std::string& prefix) override {
    if (prefix.empty()) return MemoryStore::erase_prefix(prefix);
    const auto page = list_keys('%' + prefix + '%');
    if (!page) return page.error();
    for (const auto& key : page->keys) (void)erase({key});
    return std::uint64_t{page->keys.size()};
  }
};
struct PrefixTooGreedy : BuggyStore<GreedyStore> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.prefix_too_greedy, StoreModel, PrefixTooGreedy, "2 commands");

}  // namespace
}  // namespace faultline::zoo
