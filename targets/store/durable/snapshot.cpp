#include "faultline/targets/store/durable/snapshot.h"

#include <cerrno>
#include <charconv>
#include <functional>
#include <optional>

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/store/durable/bytes.h"
#include "faultline/targets/store/durable/log.h"

namespace faultline::store {
namespace {

StoreError io(std::string_view doing, const std::string& path, int error) {
  return {StoreError::Kind::io, disk::error_text(doing, path, error)};
}

std::string encode_head(const State& state) {
  std::string head;
  bytes::put(head, state.sequence);
  bytes::put(head, state.last_etag);
  bytes::put<std::uint64_t>(head, state.items.size());
  return head;
}

std::string encode_snapshot(const State& state) {
  std::string out = wal::encode_frame(encode_head(state));
  for (const auto& [key, item] : state.items) {
    std::uint64_t etag = 0;
    std::from_chars(item.etag.data(), item.etag.data() + item.etag.size(), etag);
    out += wal::encode_frame(encode_commit(state.sequence, {Change{key, item.value, etag, item.expires}}));
  }
  return out;
}

// Fills a state from a snapshot's frames.
class Loader {
 public:
  std::string operator()(std::string_view payload) {
    if (!has_head_) return take_head(payload);
    const std::optional<Commit> item = decode_commit(payload);
    if (!item || item->sequence != state_.sequence) return "a frame that holds no item";
    apply_changes(state_, item->changes);
    return "";
  }

  bool complete() const { return has_head_ && state_.items.size() == items_; }
  State take() { return std::move(state_); }

 private:
  std::string take_head(std::string_view payload) {
    const auto sequence = bytes::take<std::uint64_t>(payload);
    const auto last_etag = bytes::take<std::uint64_t>(payload);
    const auto items = bytes::take<std::uint64_t>(payload);
    if (!sequence || !last_etag || !items || !payload.empty()) return "a frame that is no snapshot's head";
    state_.sequence = *sequence;
    state_.last_etag = *last_etag;
    items_ = *items;
    has_head_ = true;
    return "";
  }

  State state_;
  std::uint64_t items_ = 0;
  bool has_head_ = false;
};

}  // namespace

SnapshotFiles::SnapshotFiles(disk::FileSystem& files, const std::string& folder)
    : files_(files), live_(folder), temp_(folder), backup_(folder) {
  live_.append("/").append(kSnapshotName);
  temp_.append("/").append(kSnapshotTempName);
  backup_.append("/").append(kSnapshotBackupName);
}

Result<void> SnapshotFiles::write_temp(const State& state) {
  disk::File file;
  int error = files_.open(temp_, disk::Open::replace, file);
  if (error != 0) return io("creating", temp_, error);
  error = file.write_all(0, encode_snapshot(state));
  if (error != 0) return io("writing", temp_, error);
  FAULTLINE_CRASH_POINT("checkpoint.snapshot-temp-written-before-sync");
  error = file.sync_data();
  if (error != 0) return io("syncing", temp_, error);
  return {};
}

Result<bool> SnapshotFiles::back_up() {
  const int error = files_.rename(live_, backup_);
  if (error == ENOENT) return false;
  if (error != 0) return io("replacing", backup_, error);
  return true;
}

Result<void> SnapshotFiles::temp_to_live() { return rename(temp_, live_); }

Result<void> SnapshotFiles::backup_to_live() { return rename(backup_, live_); }

Result<void> SnapshotFiles::rename(const std::string& from, const std::string& to) {
  if (const int error = files_.rename(from, to); error != 0) return io("replacing", to, error);
  return {};
}

Result<void> SnapshotFiles::drop_temp() { return drop(temp_); }

Result<void> SnapshotFiles::drop_backup() { return drop(backup_); }

Result<void> SnapshotFiles::drop(const std::string& path) {
  const int error = files_.remove(path);
  if (error != 0 && error != ENOENT) return io("removing", path, error);
  return {};
}

Result<bool> SnapshotFiles::load_file(const std::string& path, State& state) const {
  state = State();
  disk::File file;
  int error = files_.open(path, disk::Open::read, file);
  if (error == ENOENT) return false;
  if (error != 0) return io("opening", path, error);
  std::string bytes;
  error = file.read_from(0, bytes);
  if (error != 0) return io("reading", path, error);
  Loader loader;
  const wal::Replay replay = wal::read_frames(bytes, std::ref(loader));
  const bool complete = loader.complete();
  state = loader.take();
  // A snapshot was synced before it got its name, so unlike the log it has no excuse for a torn end.
  if (replay.rejected.empty() && replay.tail == wal::Tail::end && complete) return true;
  const std::string why = !replay.rejected.empty()        ? replay.rejected
                          : replay.tail == wal::Tail::end ? "items are missing"
                                                          : wal::to_string(replay.tail);
  return StoreError{StoreError::Kind::corrupt,
                    path + " is corrupt at byte " + std::to_string(replay.valid_bytes) + ": " + why};
}

}  // namespace faultline::store
