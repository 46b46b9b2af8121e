#include "faultline/targets/store/durable/durable_store.h"

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/store/etag.h"

namespace faultline::store {

DurableStore::DurableStore(disk::FileSystem& files, const std::string& folder, Clock clock)
    : DurableStore(std::make_unique<wal::Log>(files, folder), std::move(clock)) {}

DurableStore::DurableStore(const std::filesystem::path& folder, Clock clock)
    : DurableStore(std::make_unique<wal::Log>(folder), std::move(clock)) {}

DurableStore::DurableStore(std::unique_ptr<wal::Log> log, Clock clock)
    : DurableStore(std::move(log), std::move(clock), Unrecovered()) {
  recover();
}

DurableStore::DurableStore(std::unique_ptr<wal::Log> log, Clock clock, Unrecovered /*tag*/)
    : log_(std::move(log)), snapshots_(log_->files(), log_->folder()), clock_(std::move(clock)) {}

void DurableStore::recover() {
  drop_temp_snapshot().value();
  if (const Result<void> loaded = load_snapshot(); !loaded) {
    if (loaded.error().kind == StoreError::Kind::corrupt) throw CorruptStore(loaded.error().text, std::move(state_));
    throw std::runtime_error(loaded.error().text);
  }
  const wal::Replay replayed = log_->recover([this](std::string_view payload) -> std::string {
    const std::optional<Commit> commit = decode_commit(payload);
    return commit ? replay(*commit) : "a frame that holds no commit";
  });
  if (!replayed.corrupt()) {
    // Not before the log has synced the folder: until then the snapshot's own name may be one that a power loss takes.
    drop_backup().value();
    return;
  }
  const std::string why = replayed.rejected.empty() ? wal::to_string(replayed.tail) : replayed.rejected;
  throw CorruptStore(log_->path() + " is corrupt at byte " + std::to_string(replayed.valid_bytes) + " of " +
                         std::to_string(replayed.total_bytes) + ", after commit " + std::to_string(state_.sequence) +
                         ": " + why,
                     std::move(state_));
}

Result<void> DurableStore::load_snapshot() {
  const Result<bool> found = snapshots_.load(state_);
  if (!found) return found.error();
  if (*found) return {};
  const Result<bool> backed_up = snapshots_.load_backup(state_);
  if (!backed_up) return backed_up.error();
  return *backed_up ? promote_backup() : Result<void>();
}

// The process died between the two renames of `publish_snapshot`.
Result<void> DurableStore::promote_backup() {
  if (Result<void> renamed = snapshots_.backup_to_live(); !renamed) return renamed;
  FAULTLINE_CRASH_POINT("recovery.snapshot-promoted-before-sync");
  return log_->sync_folder();
}

std::string DurableStore::replay(const Commit& commit) {
  // The snapshot has it already: the log was not yet cut when the process died.
  if (commit.sequence <= state_.sequence) return "";
  if (commit.sequence != state_.sequence + 1) {
    return "commit " + std::to_string(commit.sequence) + " follows; those between are missing";
  }
  apply_changes(state_, commit.changes);
  state_.sequence = commit.sequence;
  return "";
}

Result<std::optional<Item>> DurableStore::get(const std::string& key) {
  const std::lock_guard hold(mutex_);
  const StoredItem* found = find_live(state_.items, key, clock_());
  if (found == nullptr) return std::optional<Item>();
  return std::optional<Item>(*found);
}

Result<void> DurableStore::set(const Upsert& upsert) { return write({upsert}, {}); }

Result<void> DurableStore::erase(const Erase& erase) { return write({erase}, {}); }

Result<void> DurableStore::multi(const std::vector<Operation>& operations, std::stop_token stop) {
  return write(operations, stop);
}

Result<void> DurableStore::write(const std::vector<Operation>& operations, const std::stop_token& stop) {
  const std::lock_guard hold(mutex_);
  if (stop.stop_requested()) return StoreError{StoreError::Kind::cancelled, "multi cancelled"};
  if (Result<void> valid = validate(operations); !valid) return valid;
  const std::int64_t now = clock_();
  for (const Operation& operation : operations) {
    const StoredItem* existing = find_live(state_.items, key_of(operation), now);
    if (Result<void> may = may_write(operation, existing == nullptr ? nullptr : &existing->etag); !may) return may;
  }
  if (operations.empty()) return {};
  return commit(changes_of(operations, now));
}

Result<KeyPage> DurableStore::list_keys(const std::string& pattern, std::size_t page_size,
                                        const std::string& continuation) {
  const std::lock_guard hold(mutex_);
  return list_live_keys(state_.items, pattern, page_size, continuation, clock_());
}

Result<std::uint64_t> DurableStore::erase_prefix(const std::string& prefix) {
  const std::lock_guard hold(mutex_);
  const Result<std::vector<std::string>> keys = live_keys_with_prefix(state_.items, prefix, clock_());
  if (!keys) return keys.error();
  std::vector<Change> changes;
  changes.reserve(keys->size());
  for (const std::string& key : *keys) changes.push_back({key, std::nullopt, 0});
  if (changes.empty()) return 0;
  if (Result<void> committed = commit(changes); !committed) return committed.error();
  return std::uint64_t{keys->size()};
}

std::vector<Change> DurableStore::changes_of(const std::vector<Operation>& operations, std::int64_t now) {
  std::vector<Change> changes;
  changes.reserve(operations.size());
  for (const Operation& operation : operations) {
    if (const auto* upsert = std::get_if<Upsert>(&operation)) {
      changes.push_back({upsert->key, upsert->value, ++state_.last_etag, expiry_of(*upsert, now)});
    } else {
      changes.push_back({key_of(operation), std::nullopt, 0});
    }
  }
  return changes;
}

Result<void> DurableStore::commit(const std::vector<Change>& changes) {
  if (Result<void> persisted = persist(changes); !persisted) return persisted;
  FAULTLINE_CRASH_POINT("commit.after-sync-before-publish");
  publish(changes);
  return {};
}

Result<void> DurableStore::persist(const std::vector<Change>& changes) {
  if (Result<void> appended = append(changes); !appended) return appended;
  return log_->sync();
}

Result<void> DurableStore::append(const std::vector<Change>& changes) {
  Result<void> appended = log_->append(encode_commit(state_.sequence + 1, changes));
  if (appended) ++state_.sequence;
  return appended;
}

Result<void> DurableStore::checkpoint() {
  const std::lock_guard hold(mutex_);
  return run_checkpoint();
}

Result<void> DurableStore::run_checkpoint() {
  if (Result<void> written = write_snapshot(); !written) return written;
  if (Result<void> published = publish_snapshot(); !published) return published;
  if (Result<void> dropped = drop_backup(); !dropped) return dropped;
  return truncate_log();
}

Result<void> DurableStore::write_snapshot() {
  drop_expired(state_.items, clock_());
  Result<void> written = snapshots_.write_temp(state_);
  if (written) FAULTLINE_CRASH_POINT("checkpoint.snapshot-temp-written");
  return written;
}

// At each moment the live snapshot, or without one the backup, is whole, and the log goes on from it.
Result<void> DurableStore::publish_snapshot() {
  const Result<bool> backed_up = snapshots_.back_up();
  if (!backed_up) return backed_up.error();
  if (*backed_up) FAULTLINE_CRASH_POINT("checkpoint.snapshot-backed-up-before-rename");
  if (Result<void> renamed = snapshots_.temp_to_live(); !renamed) return renamed;
  FAULTLINE_CRASH_POINT("checkpoint.snapshot-renamed-before-dirsync");
  Result<void> synced = log_->sync_folder();
  if (synced) FAULTLINE_CRASH_POINT("checkpoint.snapshot-published-before-truncate");
  return synced;
}

Result<void> DurableStore::drop_backup() { return snapshots_.drop_backup(); }

Result<void> DurableStore::truncate_log() { return log_->drop_prefix(log_->size()); }

}  // namespace faultline::store
