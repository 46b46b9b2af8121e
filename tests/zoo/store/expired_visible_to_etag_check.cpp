// The check of a single write looks at what is stored, and an expired item still is.
#include <mutex>
#include <vector>

#include "faultline/targets/store/etag.h"

#include "backends.h"

namespace faultline::zoo {
namespace {

class ExpiredVisibleToEtagCheckStore : public MemoryStore {
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

struct ExpiredVisibleToEtagCheck : BuggyStore<ExpiredVisibleToEtagCheckStore> {
  using InProcessStore::InProcessStore;
};

FAULTLINE_ZOO(zoo.store.expired_visible_to_etag_check, StoreModel, ExpiredVisibleToEtagCheck, R"([
  {"command":{"set":{"key":"a","value":0,"ttl":1,"etag":"none","first_write":false}}},
  {"advance":{"seconds":2}},
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":true}}}
])");

}  // namespace
}  // namespace faultline::zoo
