// A small store that keeps its state in a folder: a write-ahead log, and a snapshot that lets the log be cut short.
//
//   log             one frame per commit (frame.h, commit.h)
//   snapshot        the whole state as of one commit (snapshot.h)
//   snapshot.backup the snapshot before, while the new one gets its name; put back if that did not happen
//   *.temp          half-made replacements of the two; dropped when the folder is opened
//
// All of it through the seam of targets/disk, so that the same store runs on real files and on a simulated disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "faultline/targets/store/durable/commit.h"
#include "faultline/targets/store/durable/crash_points.h"
#include "faultline/targets/store/durable/log.h"
#include "faultline/targets/store/durable/snapshot.h"
#include "faultline/targets/store/store.h"

namespace faultline::store {

// The folder's bytes are not what was written. The log and the snapshot are left as they were. `prefix` is the state
// that the bytes before the damage give, for diagnosis.
class CorruptStore : public std::runtime_error {
 public:
  CorruptStore(const std::string& text, State valid) : std::runtime_error(text), prefix(std::move(valid)) {}

  State prefix;
};

// Thread-safe: one lock around every call. A write is acknowledged only when it is on disk, and seen by readers only
// then. A write that fails with `io` has been undone as far as the file system allowed: the next recovery tells. Every
// later write fails until the store is constructed again; reads go on.
class DurableStore : public Store {
 public:
  // Opens or creates the folder and recovers what it holds. Throws CorruptStore, or std::runtime_error when the
  // folder is in use by another store or the file system fails.
  // `clock` is read once in each call, with the lock held: it must not call the store. The folder holds its seconds, so
  // a clock that starts anew at every opening will not do.
  // `files` must outlive the store.
  DurableStore(disk::FileSystem& files, const std::string& folder, Clock clock = system_clock_seconds);
  explicit DurableStore(const std::filesystem::path& folder, Clock clock = system_clock_seconds);  // on the real disk

  Result<std::optional<Item>> get(const std::string& key) override;
  Result<void> set(const Upsert& upsert) override;
  Result<void> erase(const Erase& erase) override;
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop = {}) override;
  Result<KeyPage> list_keys(const std::string& pattern, std::size_t page_size = kPageSize,
                            const std::string& continuation = "") override;
  // One commit, so a prefix of too many keys for one frame is refused as invalid_request.
  Result<std::uint64_t> erase_prefix(const std::string& prefix) override;

  // Writes the state as a snapshot and drops the log that led to it. A failure loses nothing. Expired items take up
  // memory and disk until then.
  Result<void> checkpoint();

 protected:
  // For a store on another kind of log.
  explicit DurableStore(std::unique_ptr<wal::Log> log, Clock clock = system_clock_seconds);

  // For a store that recovers in another way: its own constructor calls `recover`, so that its steps are the ones
  // taken.
  struct Unrecovered {};
  DurableStore(std::unique_ptr<wal::Log> log, Clock clock, Unrecovered /*tag*/);
  void recover();

  // The steps below run with the lock held, or during recovery. They are apart so that a test can get each one wrong.

  // Makes one commit durable (its frame, then a sync), then shows it to readers.
  virtual Result<void> commit(const std::vector<Change>& changes);
  virtual Result<void> persist(const std::vector<Change>& changes);
  virtual void publish(const std::vector<Change>& changes) { apply_changes(state_, changes); }

  // Writes the changes as one frame with the next sequence number, without a sync.
  Result<void> append(const std::vector<Change>& changes);

  // The order of the four steps below.
  virtual Result<void> run_checkpoint();
  virtual Result<void> write_snapshot();    // to a temporary file, synced
  virtual Result<void> publish_snapshot();  // from here on, recovery starts from it
  virtual Result<void> drop_backup();       // of the one before
  virtual Result<void> truncate_log();      // drops what the snapshot holds

  // Of recovery: a half-made snapshot goes; the snapshot is read, or its backup is put back; each commit of the log is
  // applied unless the snapshot holds it, or refused with a reason.
  virtual Result<void> drop_temp_snapshot() { return snapshots_.drop_temp(); }
  virtual Result<void> load_snapshot();
  virtual Result<void> promote_backup();
  virtual std::string replay(const Commit& commit);

  wal::Log& log() { return *log_; }
  SnapshotFiles& snapshots() { return snapshots_; }
  const State& state() const { return state_; }
  State& state() { return state_; }

 private:
  Result<void> write(const std::vector<Operation>& operations, const std::stop_token& stop);
  std::vector<Change> changes_of(const std::vector<Operation>& operations, std::int64_t now);

  std::mutex mutex_;
  std::unique_ptr<wal::Log> log_;
  SnapshotFiles snapshots_;
  Clock clock_;
  State state_;
};

}  // namespace faultline::store
