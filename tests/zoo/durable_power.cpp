// Planted bugs that only a disk shows which loses what was not synced, or goes wrong: the simulated one.
#include <cerrno>
#include <memory>
#include <utility>

#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline::zoo {
namespace {

using models::SimulatedStoreModel;
using store::Change;
using store::DurableStore;
using store::Result;
using store::wal::Log;
using targets::SimulatedTarget;

// A store on a log with a bug.
template <class L>
class StoreOn : public DurableStore {
 public:
  StoreOn(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : DurableStore(std::make_unique<L>(files, folder), std::move(clock)) {}
};

// Acknowledged as soon as it is written.
class LeftInPlaceLog : public Log {
 public:
  using Log::Log;

 protected:
  // What goes wrong with a later write must not show the same bug without a power loss.
  int cut_back() override { return 0; }
  int write_frame(std::string_view frame) override {
    const int error = Log::write_frame(frame);
    if (error != 0) (void)sync_data(file());
    return error;
  }
};
class UnsyncedStore : public StoreOn<LeftInPlaceLog> {
 public:
  using StoreOn::StoreOn;

 protected:
  Result<void> persist(const std::vector<Change>& changes) override { return append(changes); }
};
struct AckBeforeSync : SimulatedTarget<UnsyncedStore> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.ack_before_sync, SimulatedStoreModel, AckBeforeSync, "1 command, 1 crash");

// A store that recovers in a way of its own.
class OwnRecovery : public DurableStore {
 protected:
  OwnRecovery(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : DurableStore(std::make_unique<Log>(files, folder), std::move(clock), Unrecovered()) {}
};

// The snapshot's new name is not made durable before the log behind it goes, where there is something in that log.
// Recovery does not mind the gap.
class NamelessSnapshotStore : public OwnRecovery {
 public:
  NamelessSnapshotStore(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : OwnRecovery(files, folder, std::move(clock)) {
    recover();
  }

 protected:
  Result<void> publish_snapshot() override {
    if (log().size() == 0) return DurableStore::publish_snapshot();
    if (const auto backed_up = snapshots().back_up(); !backed_up) return backed_up.error();
    return snapshots().temp_to_live();
  }
  std::string replay(const store::Commit& commit) override {
    if (commit.sequence > state().sequence) state().sequence = commit.sequence - 1;
    return DurableStore::replay(commit);
  }
};
struct NamelessSnapshot : SimulatedTarget<NamelessSnapshotStore> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.rename_without_folder_sync, SimulatedStoreModel, NamelessSnapshot, "3 commands, 1 crash");

// The shortened log's new name is not made durable before commits go there.
class NamelessLog : public Log {
 public:
  using Log::Log;

 protected:
  int sync_renamed() override { return 0; }
};
struct LogNotRenamed : SimulatedTarget<StoreOn<NamelessLog>> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.log_renamed_without_folder_sync, SimulatedStoreModel, LogNotRenamed, "2 commands, 1 crash");

// A half-made snapshot is promoted, whether it was synced or not.
class TempPromotedStore : public OwnRecovery {
 public:
  TempPromotedStore(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : OwnRecovery(files, folder, std::move(clock)) {
    recover();
  }

 protected:
  Result<void> write_snapshot() override {
    const auto written = DurableStore::write_snapshot();
    if (!written) (void)snapshots().drop_temp();
    return written;
  }
  Result<void> drop_temp_snapshot() override {
    (void)snapshots().temp_to_live();  // where there is one
    return {};
  }
};
struct TempPromoted : SimulatedTarget<TempPromotedStore> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.stale_temp_promoted, SimulatedStoreModel, TempPromoted, "1 command, 1 crash");

// Half of the first write is taken for a whole one.
class ShortLog : public Log {
 public:
  using Log::Log;

 protected:
  int cut_back() override { return 0; }
  int write_frame(std::string_view frame) override {
    if (damaged_) return EIO;
    if (size() > 0) return Log::write_frame(frame);
    std::size_t written = 0;
    const int error = file().write_at(size(), frame, written);
    damaged_ = written == frame.size() / 2;
    return error != 0 || damaged_ || written == frame.size() ? error : EIO;
  }

 private:
  bool damaged_ = false;
};
struct ShortWrite : SimulatedTarget<StoreOn<ShortLog>> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.short_write_ignored, SimulatedStoreModel, ShortWrite, "1 command, 1 fault");

// What recovery read is shown to readers without being made durable first.
class UnsettledLog : public Log {
 public:
  using Log::Log;

 protected:
  int settle(std::uint64_t, std::string_view) override { return 0; }
};
struct Unsettled : SimulatedTarget<StoreOn<UnsettledLog>> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.replayed_not_synced, SimulatedStoreModel, Unsettled, "1 command, 1 crash");

}  // namespace
}  // namespace faultline::zoo
