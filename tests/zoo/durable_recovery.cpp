// Planted bugs in checkpoints and recovery that a killed process shows; none needs the disk to lose what was written.
#include <memory>
#include <utility>

#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline::zoo {
namespace {

using models::DurableModel;
using store::Commit;
using store::DurableStore;
using store::Result;
using targets::DurableTarget;

// A store that recovers in a way of its own.
class OwnRecovery : public DurableStore {
 protected:
  OwnRecovery(const std::filesystem::path& folder, store::Clock clock)
      : DurableStore(std::make_unique<store::wal::Log>(folder), std::move(clock), Unrecovered()) {}
};

// ETags are counted instead of recorded: a commit that the snapshot holds too is replayed on top of it, and counts
// again.
class CountedAgainStore : public OwnRecovery {
 public:
  CountedAgainStore(const std::filesystem::path& folder, store::Clock clock) : OwnRecovery(folder, std::move(clock)) {
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
struct CountedAgain : DurableTarget<CountedAgainStore> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.replay_not_idempotent, DurableModel, CountedAgain, "2 commands, 1 crash");

// Where the new snapshot did not get its name the store starts afresh, though the one before is there.
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
FAULTLINE_ZOO(zoo.durable.backup_forgotten, DurableModel, BackupForgotten, "3 commands, 1 crash");

// A backup that was never dropped is taken for the newest snapshot, where it is empty.
class BackupPreferredStore : public OwnRecovery {
 public:
  BackupPreferredStore(const std::filesystem::path& folder, store::Clock clock)
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
struct BackupPreferred : DurableTarget<BackupPreferredStore> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.stale_backup_promoted, DurableModel, BackupPreferred, "3 commands");

}  // namespace
}  // namespace faultline::zoo
