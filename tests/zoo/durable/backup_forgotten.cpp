// Where the new snapshot did not get its name the store starts afresh, though the one before is there.
#include <string>
#include <utility>

#include "variants.h"

namespace faultline::zoo {
namespace {

class BackupForgottenStore : public OwnRecovery {
 public:
  BackupForgottenStore(const std::filesystem::path& folder, store::Clock clock)
      : OwnRecovery(folder, std::move(clock)) {
    recover();
  }

 protected:
  Result<void> load_snapshot() override {
    const auto found = snapshots().load(state());
    if (!found) return found.error();
    const auto backup = snapshots().load_backup(before_);
    if (!backup) return backup.error();
    afresh_ = !*found && *backup;
    return {};
  }
  std::string replay(const Commit& commit) override { return afresh_ ? "" : DurableStore::replay(commit); }

 private:
  store::State before_;
  bool afresh_ = false;
};

struct BackupForgotten : DurableTarget<BackupForgottenStore> {
  using DurableTarget::DurableTarget;
};

FAULTLINE_ZOO(zoo.durable.backup_forgotten, DurableModel, BackupForgotten, R"([
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"command":{"checkpoint":{}}},
  {"crash":{"point":"checkpoint.snapshot-backed-up-before-rename","hit":1}},
  {"command":{"checkpoint":{}}}
])");

}  // namespace
}  // namespace faultline::zoo
