// A write without a lifetime leaves the item's old one.
#include <mutex>
#include <string>

#include "backends.h"

namespace faultline::zoo {
namespace {

class TtlKeptOnRewriteStore : public MemoryStore {
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

struct TtlKeptOnRewrite : BuggyStore<TtlKeptOnRewriteStore> {
  using InProcessStore::InProcessStore;
};

FAULTLINE_ZOO(zoo.store.ttl_kept_on_rewrite, StoreModel, TtlKeptOnRewrite, R"([
  {"command":{"bulk_set":{"sets":[
    {"key":"a","value":0,"ttl":1,"etag":"none","first_write":false},
    {"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}]}}},
  {"advance":{"seconds":2}}
])");

}  // namespace
}  // namespace faultline::zoo
