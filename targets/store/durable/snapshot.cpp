#include "faultline/targets/store/durable/snapshot.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

#include "faultline/targets/store/durable/bytes.h"
#include "faultline/targets/store/durable/file.h"
#include "faultline/targets/store/durable/log.h"

namespace faultline::store {
namespace {

StoreError io(std::string_view doing, const std::filesystem::path& path) {
  return {StoreError::Kind::io, posix::error_text(doing, path)};
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

Result<void> write_snapshot_temp(const std::filesystem::path& folder, const State& state) {
  const std::filesystem::path temp = folder / kSnapshotTempName;
  const posix::Descriptor file = posix::open(temp, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file) return io("creating", temp);
  if (!posix::write_all(file.get(), encode_snapshot(state), 0)) return io("writing", temp);
  if (::fdatasync(file.get()) != 0) return io("syncing", temp);
  return {};
}

Result<void> rename_snapshot(const std::filesystem::path& folder) {
  const std::filesystem::path snapshot = folder / kSnapshotName;
  if (std::rename((folder / kSnapshotTempName).c_str(), snapshot.c_str()) != 0) return io("replacing", snapshot);
  return {};
}

Result<State> load_snapshot(const std::filesystem::path& folder) {
  const std::filesystem::path snapshot = folder / kSnapshotName;
  const posix::Descriptor file = posix::open(snapshot, O_RDONLY);
  if (!file) {
    if (errno == ENOENT) return State();
    return io("opening", snapshot);
  }
  std::string bytes;
  if (!posix::read_from(file.get(), 0, bytes)) return io("reading", snapshot);
  Loader loader;
  const wal::Replay replay = wal::read_frames(bytes, std::ref(loader));
  // A snapshot was synced before it got its name, so unlike the log it has no excuse for a torn end.
  if (!replay.rejected.empty() || replay.tail != wal::Tail::end || !loader.complete()) {
    const std::string why = !replay.rejected.empty()        ? replay.rejected
                            : replay.tail == wal::Tail::end ? "items are missing"
                                                            : wal::to_string(replay.tail);
    return StoreError{StoreError::Kind::corrupt,
                      snapshot.string() + " is corrupt at byte " + std::to_string(replay.valid_bytes) + ": " + why};
  }
  return loader.take();
}

}  // namespace faultline::store
