// A small store that keeps its state in a folder: a write-ahead log, and a snapshot that lets the log be cut short.
//
//   log             one frame per commit (frame.h, commit.h)
//   snapshot        the whole state as of one commit (snapshot.h)
//   *.temp          half-made replacements of the two; dropped when the folder is opened
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
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
  explicit DurableStore(const std::filesystem::path& folder);

  Result<std::optional<Item>> get(const std::string& key) override;
  Result<void> set(const Upsert& upsert) override;
  Result<void> erase(const Erase& erase) override;
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop = {}) override;

  // Writes the state as a snapshot and drops the log that led to it. A failure loses nothing.
  Result<void> checkpoint();

 protected:
  // For a store on another kind of log. The log has been opened but not yet recovered.
  explicit DurableStore(std::unique_ptr<wal::Log> log);

  // The steps below run with the lock held.

  // Makes one commit durable: its frame, then a sync. Readers do not see it yet.
  virtual Result<void> persist(const std::vector<Change>& changes);

  // Writes the changes as one frame with the next sequence number, without a sync.
  Result<void> append(const std::vector<Change>& changes);

  // The order of the three steps below.
  virtual Result<void> run_checkpoint();
  Result<void> write_snapshot();    // to a temporary file, synced
  Result<void> publish_snapshot();  // from here on, recovery starts from it
  Result<void> truncate_log();      // drops what the snapshot holds

  wal::Log& log() { return *log_; }
  const State& state() const { return state_; }

 private:
  void recover();
  std::string replay_commit(std::string_view payload);
  Result<void> write(const std::vector<Operation>& operations, const std::stop_token& stop);
  std::vector<Change> changes_of(const std::vector<Operation>& operations);
  Result<void> commit(const std::vector<Change>& changes);

  std::mutex mutex_;
  std::unique_ptr<wal::Log> log_;
  State state_;
};

}  // namespace faultline::store
