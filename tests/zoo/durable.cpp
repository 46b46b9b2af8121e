// Planted bugs in the write-ahead-log store. All of them lose something when the process is killed; none needs the
// disk to lose what was written.
#include <algorithm>

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

// Recovery leaves a torn frame where it is, and later frames go behind it.
class UncutLog : public store::wal::Log {
 public:
  using Log::Log;

 protected:
  std::uint64_t drop_torn_tail(std::uint64_t, std::uint64_t to) override { return to; }
};
class TornTailStore : public DurableStore {
 public:
  TornTailStore(const std::filesystem::path& folder, store::Clock clock)
      : DurableStore(std::make_unique<UncutLog>(folder), std::move(clock)) {}
};
struct TornTailKept : DurableTarget<TornTailStore> {
  using DurableTarget::DurableTarget;
};
FAULTLINE_ZOO(zoo.durable.torn_tail_kept, DurableModel, TornTailKept, "2 commands, 1 crash");

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
