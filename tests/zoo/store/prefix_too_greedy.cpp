// Deletes the keys that contain the prefix anywhere.
#include <string>

#include "backends.h"

namespace faultline::zoo {
namespace {

class PrefixTooGreedyStore : public MemoryStore {
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

struct PrefixTooGreedy : BuggyStore<PrefixTooGreedyStore> {
  using InProcessStore::InProcessStore;
};

FAULTLINE_ZOO(zoo.store.prefix_too_greedy, StoreModel, PrefixTooGreedy, R"([
  {"command":{"set":{"key":"ab","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"command":{"delete_prefix":{"prefix":"b"}}}
])");

}  // namespace
}  // namespace faultline::zoo
