// A backup that was never dropped is taken for the newest snapshot, where it is empty.
#include <string>
#include <utility>

#include "variants.h"

namespace faultline::zoo {
namespace {

class StaleBackupPromotedStore : public OwnRecovery {
 public:
  StaleBackupPromotedStore(const std::filesystem::path& folder, store::Clock clock)
      : OwnRecovery(folder, std::move(clock)) {
    recover();
  }

 protected:
  Result<void> drop_backup() override { return {}; }
  Result<void> load_snapshot() override {
    store::State backup;
    const auto found = snapshots().load_backup(backup);
    if (!found) return found.error();
    if (!*found || !backup.items.empty()) return DurableStore::load_snapshot();
    state() = std::move(backup);
    return {};
  }
  // The log goes on from the snapshot that was left out.
  std::string replay(const Commit& commit) override {
    if (commit.sequence > state().sequence) state().sequence = commit.sequence - 1;
    return DurableStore::replay(commit);
  }
};

struct StaleBackupPromoted : DurableTarget<StaleBackupPromotedStore> {
  using DurableTarget::DurableTarget;
};

FAULTLINE_ZOO(zoo.durable.stale_backup_promoted, DurableModel, StaleBackupPromoted, R"([
  {"command":{"checkpoint":{}}},
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"command":{"checkpoint":{}}},
  {"restart":{}}
])");

}  // namespace
}  // namespace faultline::zoo
