// ETags are counted instead of recorded: a commit that the snapshot holds too is replayed on top of it, and counts
// again.
#include <string>
#include <utility>

#include "variants.h"

namespace faultline::zoo {
namespace {

class ReplayNotIdempotentStore : public OwnRecovery {
 public:
  ReplayNotIdempotentStore(const std::filesystem::path& folder, store::Clock clock)
      : OwnRecovery(folder, std::move(clock)) {
    recover();
  }

 protected:
  std::string replay(const Commit& commit) override {
    if (commit.sequence > state().sequence) return DurableStore::replay(commit);
    auto changes = commit.changes;
    for (auto& change : changes)
      if (change.value) change.etag = state().last_etag + 1;
    apply_changes(state(), changes);
    return "";
  }
};

struct ReplayNotIdempotent : DurableTarget<ReplayNotIdempotentStore> {
  using DurableTarget::DurableTarget;
};

FAULTLINE_ZOO(zoo.durable.replay_not_idempotent, DurableModel, ReplayNotIdempotent, R"([
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"crash":{"point":"wal.sync.before-datasync","hit":1}},
  {"restart":{}},
  {"command":{"checkpoint":{}}}
])");

}  // namespace
}  // namespace faultline::zoo
