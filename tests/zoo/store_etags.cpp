// Planted bugs in who may write: each a small deviation from a right store, as people really make them.
#include <map>

#include "faultline/targets/store/etag.h"

#include "store_backends.h"

namespace faultline::zoo {
namespace {

// An update that names the version it read is done even though somebody wrote in between.
class UnheededEtag : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> set(const Upsert& upsert) override {
    const auto old = get(upsert.key);
    const bool names_version = !upsert.etag.value_or("").empty();
    if (!old || !old.value() || !names_version) return FaultStore::set(upsert);
    if (const auto valid = store::validate(upsert); !valid) return valid;
    Upsert last_write = upsert;
    last_write.etag.reset();
    last_write.concurrency = store::Concurrency::last_write;
    return FaultStore::set(last_write);
  }
};
struct LostUpdate : BuggyWrapper<UnheededEtag> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.lost_update, StoreModel, LostUpdate, "2 commands");

// A deleted item's ETag still lets its holder write.
class Graveyard : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> erase(const Erase& erase) override {
    const auto old = get(erase.key);
    const auto done = FaultStore::erase(erase);
    if (done && old && old.value()) buried_[erase.key] = old.value()->etag;
    return done;
  }
  Result<void> set(const Upsert& upsert) override {
    const auto old = get(upsert.key);
    const auto grave = buried_.find(upsert.key);
    const bool gone = old && !old.value() && grave != buried_.end();
    if (!gone || upsert.etag != grave->second) return FaultStore::set(upsert);
    Upsert unchecked = upsert;
    unchecked.etag.reset();
    return FaultStore::set(unchecked);
  }

 private:
  std::map<std::string, std::string> buried_;
};
struct StaleEtag : BuggyWrapper<Graveyard> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.stale_etag_after_delete, StoreModel, StaleEtag, "4 commands");

// The check of a single write looks at what is stored, and an expired item still is.
class UnsweptStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;

  Result<void> set(const Upsert& upsert) override {
    if (!store::validate(upsert)) return MemoryStore::set(upsert);
    {
      const std::lock_guard hold(mutex_);
      const auto stored = items_.find(upsert.key);
      const auto may = store::may_write(upsert, stored == items_.end() ? nullptr : &stored->second.etag);
      if (!may) return may;
    }
    return MemoryStore::set(upsert);
  }
  std::vector<Result<void>> bulk_set(const std::vector<Upsert>& upserts) override {
    std::vector<Result<void>> results;
    for (const Upsert& upsert : upserts) results.push_back(MemoryStore::set(upsert));
    return results;
  }
};
struct ExpiredVisible : BuggyStore<UnsweptStore> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.expired_visible_to_etag_check, StoreModel, ExpiredVisible, "2 commands");

}  // namespace
}  // namespace faultline::zoo
