#include "faultline/targets/store/durable/durable_store.h"

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/store/durable/snapshot.h"
#include "faultline/targets/store/etag.h"

namespace faultline::store {

DurableStore::DurableStore(const std::filesystem::path& folder, Clock clock)
    : DurableStore(std::make_unique<wal::Log>(folder), std::move(clock)) {}

DurableStore::DurableStore(std::unique_ptr<wal::Log> log, Clock clock)
    : log_(std::move(log)), clock_(std::move(clock)) {
  recover();
}

void DurableStore::recover() {
  std::filesystem::remove(log_->folder() / kSnapshotTempName);
  Result<State> snapshot = load_snapshot(log_->folder());
  if (!snapshot) {
    if (snapshot.error().kind == StoreError::Kind::corrupt) throw CorruptStore(snapshot.error().text, State());
    throw std::runtime_error(snapshot.error().text);
  }
  state_ = *std::move(snapshot);
  const wal::Replay replay = log_->recover([this](std::string_view payload) { return replay_commit(payload); });
  if (!replay.corrupt()) return;
  const std::string why = replay.rejected.empty() ? wal::to_string(replay.tail) : replay.rejected;
  throw CorruptStore((log_->folder() / wal::kLogName).string() + " is corrupt at byte " +
                         std::to_string(replay.valid_bytes) + " of " + std::to_string(replay.total_bytes) +
                         ", after commit " + std::to_string(state_.sequence) + ": " + why,
                     std::move(state_));
}

std::string DurableStore::replay_commit(std::string_view payload) {
  const std::optional<Commit> commit = decode_commit(payload);
  if (!commit) return "a frame that holds no commit";
  // The snapshot has it already: the log was not yet cut when the process died.
  if (commit->sequence <= state_.sequence) return "";
  if (commit->sequence != state_.sequence + 1) {
    return "commit " + std::to_string(commit->sequence) + " follows; those between are missing";
  }
  apply_changes(state_, commit->changes);
  state_.sequence = commit->sequence;
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
  crash::breakpoint(point::kAfterSyncBeforePublish);
  apply_changes(state_, changes);
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
  return truncate_log();
}

Result<void> DurableStore::write_snapshot() {
  drop_expired(state_.items, clock_());
  Result<void> written = write_snapshot_temp(log_->folder(), state_);
  if (written) crash::breakpoint(point::kSnapshotTempWritten);
  return written;
}

Result<void> DurableStore::publish_snapshot() {
  if (Result<void> renamed = rename_snapshot(log_->folder()); !renamed) return renamed;
  Result<void> synced = log_->sync_folder();
  if (synced) crash::breakpoint(point::kSnapshotPublished);
  return synced;
}

Result<void> DurableStore::truncate_log() { return log_->drop_prefix(log_->size()); }

}  // namespace faultline::store
