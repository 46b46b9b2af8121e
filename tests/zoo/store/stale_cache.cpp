// Bulk reads remember which keys are missing, and bulk writes do not tell them otherwise.
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "backends.h"

namespace faultline::zoo {
namespace {

class StaleCacheStore : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> set(const Upsert& upsert) override {
    missing_.clear();
    return FaultStore::set(upsert);
  }
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop) override {
    missing_.clear();
    return FaultStore::multi(operations, std::move(stop));
  }
  Result<std::vector<std::optional<store::Item>>> bulk_get(const std::vector<std::string>& keys,
                                                           std::stop_token stop) override {
    auto items = FaultStore::bulk_get(keys, std::move(stop));
    for (std::size_t i = 0; items && i < keys.size(); ++i) {
      if (missing_.contains(keys[i])) items.value()[i].reset();
      if (!items.value()[i]) missing_.insert(keys[i]);
    }
    return items;
  }

 private:
  std::set<std::string> missing_;
};

struct StaleCache : BuggyWrapper<StaleCacheStore> {
  using InProcessStore::InProcessStore;
};

FAULTLINE_ZOO(zoo.store.stale_cache, StoreModel, StaleCache, R"([
  {"command":{"bulk_get":{"keys":["a"]}}},
  {"command":{"bulk_set":{"sets":[{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}]}}},
  {"command":{"bulk_get":{"keys":["a"]}}}
])");

}  // namespace
}  // namespace faultline::zoo
