// Planted bugs in checkpoints and recovery that a killed process shows; none needs the disk to lose what was written.
#include <memory>
#include <utility>

#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline::zoo {
namespace {

using models::DurableModel;
using store::Change;
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

// A transaction is logged change by change, so half of it may survive.
class SplitCommitStore : public DurableStore {
 public:
  using DurableStore::DurableStore;

 protected:
  Result<void> persist(const std::vector<Change>& changes) override {
    for (const Change& change : changes)
      if (const auto persisted = DurableStore::persist({change}); !persisted) return persisted;
    return {};
  }
};
struct SplitCommit : DurableTarget<SplitCommitStore> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.split_commit, DurableModel, SplitCommit, "1 command, 1 crash");

// Recovery counts commits that the snapshot holds once more, so that the next one seems to follow a gap.
class CountsTwiceStore : public OwnRecovery {
 public:
  CountsTwiceStore(const std::filesystem::path& folder, store::Clock clock) : OwnRecovery(folder, std::move(clock)) {
    recover();
  }

 protected:
  std::string replay(const Commit& commit) override {
    const bool known = commit.sequence <= state().sequence;
    const std::string refused = DurableStore::replay(commit);
    if (known) ++state().sequence;
    return refused;
  }
};
struct CountsTwice : DurableTarget<CountsTwiceStore> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.replay_not_idempotent, DurableModel, CountsTwice, "3 commands, 1 crash");

// The snapshot before is not put back where the new one did not get its name.
class BackupForgottenStore : public OwnRecovery {
 public:
  BackupForgottenStore(const std::filesystem::path& folder, store::Clock clock)
      : OwnRecovery(folder, std::move(clock)) {
    recover();
  }

 protected:
  Result<void> load_snapshot() override {
    const auto found = snapshots().load(state());
    return found ? Result<void>() : Result<void>(found.error());
  }
};
struct BackupForgotten : DurableTarget<BackupForgottenStore> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.backup_forgotten, DurableModel, BackupForgotten, "3 commands, 1 crash");

// A backup that a crash left behind is taken for the newest snapshot.
class BackupPreferredStore : public OwnRecovery {
 public:
  BackupPreferredStore(const std::filesystem::path& folder, store::Clock clock)
      : OwnRecovery(folder, std::move(clock)) {
    recover();
  }

 protected:
  Result<void> drop_backup() override { return {}; }
  Result<void> load_snapshot() override {
    const auto backup = snapshots().load_backup(state());
    if (!backup) return backup.error();
    return *backup ? promote_backup() : DurableStore::load_snapshot();
  }
};
struct BackupPreferred : DurableTarget<BackupPreferredStore> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.stale_backup_promoted, DurableModel, BackupPreferred, "4 commands");

}  // namespace
}  // namespace faultline::zoo
