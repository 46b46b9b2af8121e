// Planted bugs that only a disk shows which loses what was not synced, or goes wrong: the simulated one.
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
class UnsyncedStore : public DurableStore {
 public:
  using DurableStore::DurableStore;

 protected:
  Result<void> persist(const std::vector<Change>& changes) override { return append(changes); }
};
struct AckBeforeSync : SimulatedTarget<UnsyncedStore> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.ack_before_sync, SimulatedStoreModel, AckBeforeSync, "1 command, 1 crash");

// The snapshot's new name is not made durable before the log behind it goes.
class NamelessSnapshotStore : public DurableStore {
 public:
  using DurableStore::DurableStore;

 protected:
  Result<void> publish_snapshot() override {
    if (const auto backed_up = snapshots().back_up(); !backed_up) return backed_up.error();
    return snapshots().temp_to_live();
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
FAULTLINE_ZOO(zoo.durable.log_renamed_without_folder_sync, SimulatedStoreModel, LogNotRenamed, "3 commands, 1 crash");

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
FAULTLINE_ZOO(zoo.durable.stale_temp_promoted, SimulatedStoreModel, TempPromoted, "1 command, 1 crash");

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

// Half a write is taken for a whole one.
class ShortLog : public Log {
 public:
  using Log::Log;

 protected:
  int write_frame(std::string_view frame) override {
    std::size_t written = 0;
    return file().write_at(size(), frame, written);
  }
};
struct ShortWrite : SimulatedTarget<StoreOn<ShortLog>> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.short_write_ignored, SimulatedStoreModel, ShortWrite, "1 command, 1 fault");

// Nobody looks at the checksum, so a frame of which some sectors are missing is replayed.
class TrustingLog : public Log {
 public:
  using Log::Log;

 protected:
  store::wal::Decoded decode(std::string_view bytes) const override {
    store::wal::Decoded decoded = Log::decode(bytes);
    if (decoded.tail != store::wal::Tail::checksum_mismatch) return decoded;
    decoded.whole = true;
    std::uint32_t length = 0;
    for (unsigned i = 0; i < 4; ++i)
      length |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[8 + i])) << (8 * i);
    decoded.payload = bytes.substr(store::wal::kFrameHeaderSize, length);
    return decoded;
  }
};
struct ChecksumIgnored : SimulatedTarget<StoreOn<TrustingLog>> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.checksum_ignored, SimulatedStoreModel, ChecksumIgnored, "1 command, 1 crash");

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
FAULTLINE_ZOO(zoo.durable.replayed_not_synced, SimulatedStoreModel, Unsettled, "1 command, 2 crashes");

}  // namespace
}  // namespace faultline::zoo
