// Planted bugs in the write-ahead-log store. All of them lose something when the process is killed; none needs the
// disk to lose what was written.
#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline::zoo {
namespace {

using models::DurableModel;
using store::Change;
using store::DurableStore;
using store::Result;
using targets::DurableTarget;

// A commit is acknowledged while its frame waits in a buffer for the next one.
class AckBeforeWriteStore : public DurableStore {
 public:
  using DurableStore::DurableStore;
  ~AckBeforeWriteStore() override { (void)flush(); }

 protected:
  Result<void> persist(const std::vector<Change>& changes) override {
    const auto flushed = flush();
    waiting_ = changes;
    return flushed;
  }
  Result<void> run_checkpoint() override {
    if (const auto flushed = flush(); !flushed) return flushed;
    return DurableStore::run_checkpoint();
  }

 private:
  Result<void> flush() {
    if (waiting_.empty()) return {};
    return DurableStore::persist(std::exchange(waiting_, {}));
  }

  std::vector<Change> waiting_;
};
struct AckBeforeWrite : DurableTarget<AckBeforeWriteStore> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.ack_before_write, DurableModel, AckBeforeWrite, "1 command, 1 crash");

// A store on a log with a bug.
template <class L>
class StoreOn : public DurableStore {
 public:
  StoreOn(const std::filesystem::path& folder, store::Clock clock)
      : DurableStore(std::make_unique<L>(folder), std::move(clock)) {}
};

// Recovery leaves a torn frame where it is, and later frames go behind it.
class UncutLog : public store::wal::Log {
 public:
  using Log::Log;

 protected:
  std::uint64_t drop_torn_tail(std::uint64_t, std::uint64_t to) override { return to; }
};
struct TornTailKept : DurableTarget<StoreOn<UncutLog>> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.torn_tail_kept, DurableModel, TornTailKept, "2 commands, 1 crash");

// A transaction that starts with a new key goes to the log in two frames, and recovery does not ask for the second,
// which marks its end.
class MarkedLog : public store::wal::Log {
 public:
  using Log::Log;

  bool marking = false;

 protected:
  int write_frame(std::string_view frame) override {
    if (!marking) return Log::write_frame(frame);
    std::size_t written = 0;
    return file().write_at(size(), frame, written);
  }
};
class UnmarkedStore : public StoreOn<MarkedLog> {
 public:
  UnmarkedStore(const std::filesystem::path& folder, store::Clock clock) : StoreOn(folder, std::move(clock)) {
    for (const auto& [key, item] : state().items) known_.insert(key);
  }

 protected:
  Result<void> commit(const std::vector<Change>& changes) override {
    const bool marked = starts_with_new_item(changes);
    for (const Change& change : changes) known_.insert(change.key);
    if (!marked) return DurableStore::commit(changes);
    if (const auto appended = append({changes[0]}); !appended) return appended;
    publish({changes[0]});
    static_cast<MarkedLog&>(log()).marking = true;
    const auto committed = DurableStore::commit({changes.begin() + 1, changes.end()});
    static_cast<MarkedLog&>(log()).marking = false;
    return committed;
  }

 private:
  bool starts_with_new_item(const std::vector<Change>& changes) const {
    return changes.size() > 1 && changes[0].value && !changes[0].expires && !known_.contains(changes[0].key);
  }

  std::set<std::string> known_;
};
struct CommitMarkerIgnored : DurableTarget<UnmarkedStore> {
  using DurableTarget::DurableTarget;
  static constexpr std::uint32_t runs = 2000;  // few transactions are like that
  static std::vector<std::string> crash_points() { return {store::point::kFrameEmitted}; }
};
FAULTLINE_ZOO(zoo.durable.commit_marker_ignored, DurableModel, CommitMarkerIgnored, "1 command, 1 crash");

// A frame that is not all there is taken for a whole one, and what there is of it is replayed.
class HalfFrameLog : public store::wal::Log {
 public:
  using Log::Log;

 protected:
  store::wal::Decoded decode(std::string_view bytes) const override {
    auto frame = Log::decode(bytes);
    if (frame.tail != store::wal::Tail::torn || bytes.size() < store::wal::kFrameHeaderSize) return frame;
    frame.whole = true;
    frame.payload = bytes.substr(store::wal::kFrameHeaderSize);
    return frame;
  }
};
struct TornTailReplayed : DurableTarget<StoreOn<HalfFrameLog>> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.torn_tail_replayed, DurableModel, TornTailReplayed, "1 command, 1 crash");

// The checksum is taken over what is there, whatever the length says: a frame that was not finished looks damaged, and
// the store cannot be opened any more.
class AnyLengthLog : public store::wal::Log {
 public:
  using Log::Log;

 protected:
  store::wal::Decoded decode(std::string_view bytes) const override {
    auto frame = Log::decode(bytes);
    if (frame.tail == store::wal::Tail::torn && bytes.size() > store::wal::kFrameHeaderSize)
      frame.tail = store::wal::Tail::checksum_mismatch;
    return frame;
  }
};
struct ChecksumSkipsLength : DurableTarget<StoreOn<AnyLengthLog>> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.checksum_skips_length, DurableModel, ChecksumSkipsLength, "1 command, 1 crash");

// A checkpoint empties the log before the snapshot that replaces it has its name, unless nothing in it is there to
// stay.
class EarlyTruncateStore : public DurableStore {
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
struct EarlyTruncate : DurableTarget<EarlyTruncateStore> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.truncate_before_publish, DurableModel, EarlyTruncate, "2 commands, 1 crash");

// What only deletes is done in memory and never reaches the log.
class UnloggedDeleteStore : public DurableStore {
 public:
  using DurableStore::DurableStore;

 protected:
  Result<void> persist(const std::vector<Change>& changes) override {
    const bool writes =
        std::any_of(changes.begin(), changes.end(), [](const Change& c) { return c.value.has_value(); });
    return writes ? DurableStore::persist(changes) : Result<void>();
  }
};
struct UnloggedDelete : DurableTarget<UnloggedDeleteStore> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.unlogged_delete, DurableModel, UnloggedDelete, "2 commands");

}  // namespace
}  // namespace faultline::zoo
