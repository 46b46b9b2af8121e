// Planted bugs that only a disk shows which loses what was not synced, or goes wrong: the simulated one.
#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
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

// The first commit of a log is acknowledged as soon as it is written.
class UnsyncedLog : public Log {
 public:
  using Log::Log;

 protected:
  int write_frame(std::string_view frame) override {
    first_ = size() == 0;
    return Log::write_frame(frame);
  }
  int sync_data(disk::File& some) override { return first_ && &some == &file() ? 0 : Log::sync_data(some); }

 private:
  bool first_ = false;
};
struct AckBeforeSync : SimulatedTarget<StoreOn<UnsyncedLog>> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.ack_before_sync, SimulatedStoreModel, AckBeforeSync, "1 command, 1 power loss");

// A store that recovers in a way of its own.
class OwnRecovery : public DurableStore {
 protected:
  OwnRecovery(disk::FileSystem& files, const std::string& folder, store::Clock clock)
      : DurableStore(std::make_unique<Log>(files, folder), std::move(clock), Unrecovered()) {}
};

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
FAULTLINE_ZOO(zoo.durable.rename_without_folder_sync, SimulatedStoreModel, LogNotRenamed, "2 commands, 1 power loss");

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
    if (!written && snapshots().drop_temp()) sync_names();
    return written;
  }
  Result<void> drop_temp_snapshot() override {
    return snapshots().temp_to_live() ? settle() : Result<void>();  // where there is one
  }

 private:
  // From here on no power loss can take it.
  Result<void> settle() {
    (void)snapshots().drop_temp();  // where both were names of one file, they still are
    disk::File live;
    (void)log().files().open(log().folder() + '/' + store::kSnapshotName, disk::Open::write, live);
    (void)live.sync_data();
    sync_names();
    return {};
  }
  // However often the disk refuses.
  void sync_names() {
    for (int tries = 0; tries < 8 && !log().sync_folder(); ++tries) {
    }
  }
};
struct TempPromoted : SimulatedTarget<TempPromotedStore> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.stale_temp_promoted, SimulatedStoreModel, TempPromoted, "1 command, 1 power loss");

// Half of the first write is taken for a whole one, where it only sets values that stay.
class ShortLog : public Log {
 public:
  using Log::Log;

  bool careless = false;

 protected:
  int cut_back() override { return damaged_ ? 0 : Log::cut_back(); }
  int write_frame(std::string_view frame) override {
    if (damaged_) return EIO;
    if (size() > 0 || !careless) return Log::write_frame(frame);
    std::size_t written = 0;
    const int error = file().write_at(size(), frame, written);
    damaged_ = written == frame.size() / 2;
    return error != 0 || damaged_ || written == frame.size() ? error : EIO;
  }

 private:
  bool damaged_ = false;
};
class ShortStore : public StoreOn<ShortLog> {
 public:
  using StoreOn::StoreOn;

 protected:
  Result<void> persist(const std::vector<Change>& changes) override {
    static_cast<ShortLog&>(log()).careless =
        std::all_of(changes.begin(), changes.end(), [](const Change& c) { return c.value && !c.expires; });
    return DurableStore::persist(changes);
  }
};
struct ShortWrite : SimulatedTarget<ShortStore> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.short_write_ignored, SimulatedStoreModel, ShortWrite, "1 command, 1 fault");

// What recovery read is shown to readers before it is made durable, which is done with the commit that follows it. Were
// it not done at all, one in flight would make of the loss another failure.
class UnsettledLog : public Log {
 public:
  using Log::Log;

 protected:
  int settle(std::uint64_t at, std::string_view last) override {
    at_ = at;
    last_ = last;
    return 0;
  }
  int write_frame(std::string_view frame) override {
    if (at_ && size() > 0)
      if (const int error = Log::settle(*at_, last_); error != 0) return error;
    at_.reset();
    return Log::write_frame(frame);
  }

 private:
  std::optional<std::uint64_t> at_;
  std::string last_;
};
struct Unsettled : SimulatedTarget<StoreOn<UnsettledLog>> {
  using SimulatedTarget::SimulatedTarget;
};
FAULTLINE_ZOO(zoo.durable.replayed_not_synced, SimulatedStoreModel, Unsettled, "1 command, 1 power loss");

}  // namespace
}  // namespace faultline::zoo
