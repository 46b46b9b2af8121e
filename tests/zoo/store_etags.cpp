// Planted bugs in who may write: each a small deviation from a right store, as people really make them.
#include "etag_bugs.h"

namespace faultline::zoo {
namespace {

FAULTLINE_ZOO(zoo.store.lost_update, StoreModel, LostUpdate, "2 commands");
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
