// What only deletes is done in memory and never reaches the log.
#include <algorithm>
#include <vector>

#include "variants.h"

namespace faultline::zoo {
namespace {

class UnloggedDeleteStore : public DurableStore {
 public:
  using DurableStore::DurableStore;

 protected:
  Result<void> persist(const std::vector<Change>& changes) override {
    const bool writes =
        std::any_of(changes.begin(), changes.end(), [](const Change& c) { return c.value.has_value(); });
    return writes ? DurableStore::persist(changes) : Result<void>();
  }
};

struct UnloggedDelete : DurableTarget<UnloggedDeleteStore> {
  using DurableTarget::DurableTarget;
};

FAULTLINE_ZOO(zoo.durable.unlogged_delete, DurableModel, UnloggedDelete, R"([
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"command":{"delete_prefix":{"prefix":"a"}}},
  {"restart":{}}
])");

}  // namespace
}  // namespace faultline::zoo
