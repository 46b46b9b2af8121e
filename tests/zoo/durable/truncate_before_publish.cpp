// A checkpoint empties the log before the snapshot that replaces it has its name, unless nothing in it is there to
// stay.
#include <algorithm>

#include "variants.h"

namespace faultline::zoo {
namespace {

class TruncateBeforePublishStore : public DurableStore {
 public:
  using DurableStore::DurableStore;

 protected:
  Result<void> run_checkpoint() override {
    const auto stays = [](const auto& entry) { return !entry.second.expires; };
    if (std::none_of(state().items.begin(), state().items.end(), stays)) return DurableStore::run_checkpoint();
    if (const auto written = write_snapshot(); !written) return written;
    if (const auto truncated = truncate_log(); !truncated) return truncated;
    return publish_snapshot();
  }
};

struct TruncateBeforePublish : DurableTarget<TruncateBeforePublishStore> {
  using DurableTarget::DurableTarget;
};

FAULTLINE_ZOO(zoo.durable.truncate_before_publish, DurableModel, TruncateBeforePublish, R"([
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"crash":{"point":"checkpoint.truncate.renamed-before-dirsync","hit":1}},
  {"command":{"checkpoint":{}}}
])");

}  // namespace
}  // namespace faultline::zoo
