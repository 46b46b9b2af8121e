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
  int cut_back() override { return 0; }  // which would show the same bug without a power loss
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

// The first snapshot's name is not made durable before the log behind it goes.
class NamelessSnapshotStore : public DurableStore {
 public:
  using DurableStore::DurableStore;

 protected:
  Result<void> publish_snapshot() override {
    const auto backed_up = snapshots().back_up();
    if (!backed_up) return backed_up.error();
    if (const auto renamed = snapshots().temp_to_live(); !renamed || !*backed_up) return renamed;
    return log().sync_folder();
  }
};
struct NamelessSnapshot : SimulatedTarget<NamelessSnapshotStore> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.rename_without_folder_sync, SimulatedStoreModel, NamelessSnapshot, "2 commands, 1 crash");

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
class TempPromotedStore : public DurableStore {
 public:
  TempPromotedStore(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : DurableStore(std::make_unique<Log>(files, folder), std::move(clock), Unrecovered()) {
    recover();
  }

 protected:
  Result<void> drop_temp_snapshot() override {
    (void)snapshots().temp_to_live();  // where there is one
    return {};
  }
};
struct TempPromoted : SimulatedTarget<TempPromotedStore> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.stale_temp_promoted, SimulatedStoreModel, TempPromoted, "1 command, 1 fault");

// A sync that failed is tried again, and believed.
class RetryingLog : public Log {
 public:
  using Log::Log;

 protected:
  int sync_data(disk::File& file) override {
    const int error = Log::sync_data(file);
    return error == 0 ? 0 : Log::sync_data(file);
  }
};
struct SyncRetried : SimulatedTarget<StoreOn<RetryingLog>> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.failed_sync_retried, SimulatedStoreModel, SyncRetried, "1 command, 1 fault, 1 crash");

// Half of the first write is taken for a whole one.
class ShortLog : public Log {
 public:
  using Log::Log;

 protected:
  int write_frame(std::string_view frame) override {
    if (size() > 0) return damaged_ ? EIO : Log::write_frame(frame);
    std::size_t written = 0;
    const int error = file().write_at(size(), frame, written);
    damaged_ = written < frame.size();
    return error;
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
