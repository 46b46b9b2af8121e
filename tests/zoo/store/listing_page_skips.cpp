// A page begins behind everything that begins with the last key of the page before.
#include <algorithm>
#include <string>

#include "backends.h"

namespace faultline::zoo {
namespace {

class ListingPageSkipsStore : public MemoryStore {
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

struct ListingPageSkips : BuggyStore<ListingPageSkipsStore> {
  using InProcessStore::InProcessStore;
};

FAULTLINE_ZOO(zoo.store.listing_page_skips, StoreModel, ListingPageSkips, R"([
  {"command":{"bulk_set":{"sets":[
    {"key":"a","value":0,"ttl":0,"etag":"none","first_write":false},
    {"key":"ab","value":0,"ttl":0,"etag":"none","first_write":false}]}}},
  {"command":{"list_keys":{"pattern":"%","page_size":1}}}
])");

}  // namespace
}  // namespace faultline::zoo
