#include "faultline/targets/store/durable/log.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/store/durable/crash_points.h"

namespace faultline::store::wal {
namespace {

StoreError io(std::string text) { return {StoreError::Kind::io, std::move(text)}; }

[[noreturn]] void fail(std::string_view doing, const std::filesystem::path& path) {
  throw std::runtime_error(posix::error_text(doing, path));
}

// A new folder's own name must survive too.
void sync_parent(const std::filesystem::path& folder) {
  const auto parent = std::filesystem::absolute(folder).parent_path();
  const posix::Descriptor descriptor = posix::open(parent, O_RDONLY | O_DIRECTORY);
  if (!descriptor || ::fsync(descriptor.get()) != 0) fail("syncing", parent);
}

}  // namespace

Log::Log(std::filesystem::path folder) : folder_(std::move(folder)) {
  if (std::filesystem::create_directories(folder_)) sync_parent(folder_);
  folder_descriptor_ = posix::open(folder_, O_RDONLY | O_DIRECTORY);
  if (!folder_descriptor_) fail("opening", folder_);
  // On the folder, not on the log: the log is replaced by another file when its front is dropped.
  if (::flock(folder_descriptor_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) throw std::runtime_error(folder_.string() + " is in use by another store");
    fail("locking", folder_);
  }
}

Replay Log::recover(const Visit& visit) {
  std::filesystem::remove(folder_ / kLogTempName);
  open_file();
  std::string bytes;
  if (!posix::read_from(file(), 0, bytes)) fail("reading", path());

  Replay replay = read_frames(bytes, visit);
  if (replay.corrupt()) {
    unusable_ = "the log is corrupt";
    return replay;
  }
  size_ = replay.valid_bytes;
  if (replay.tail == Tail::torn) size_ = drop_torn_tail(replay.valid_bytes, replay.total_bytes);
  // What was read may have been written but never synced by a process that died. It is about to be shown to readers,
  // so from now on it must stay.
  if (size_ > 0 && !sync_data(file())) fail("syncing", path());
  durable_size_ = size_;
  unusable_.clear();
  return replay;
}

void Log::open_file() {
  file_ = posix::open(path(), O_RDWR);
  if (file_) return;
  if (errno != ENOENT) fail("opening", path());
  file_ = posix::open(path(), O_RDWR | O_CREAT);
  if (!file_) fail("creating", path());
  if (!sync_names(folder_descriptor_.get())) fail("syncing", folder_);
}

std::uint64_t Log::drop_torn_tail(std::uint64_t from, std::uint64_t /*to*/) {
  crash::breakpoint(point::kTornTailFound);
  if (::ftruncate(file(), static_cast<off_t>(from)) != 0 || !sync_data(file()))
    fail("cutting the torn tail of", path());
  return from;
}

Result<void> Log::append(std::string_view payload) {
  if (Result<void> ready = writable(); !ready) return ready;
  if (payload.size() > kMaxPayload) {
    return StoreError{StoreError::Kind::invalid_request,
                      "a commit of " + std::to_string(payload.size()) + " bytes is larger than a frame can be"};
  }
  const std::string frame = encode_frame(payload);
  const std::string_view first_half = std::string_view(frame).substr(0, frame.size() / 2);
  const std::string_view second_half = std::string_view(frame).substr(first_half.size());
  // In two writes, so that a process that dies at the point between them really leaves a torn frame.
  if (!posix::write_all(file(), first_half, size_)) return poison("appending to");
  crash::breakpoint(point::kMidFrame);
  if (!posix::write_all(file(), second_half, size_ + first_half.size())) return poison("appending to");
  size_ += frame.size();
  crash::breakpoint(point::kFrameEmitted);
  return {};
}

Result<void> Log::sync() {
  if (Result<void> ready = writable(); !ready) return ready;
  crash::breakpoint(point::kBeforeDatasync);
  if (!sync_data(file())) return poison("syncing");
  durable_size_ = size_;
  return {};
}

Result<void> Log::drop_prefix(std::uint64_t bytes) {
  if (Result<void> synced = sync(); !synced) return synced;
  Result<posix::Descriptor> rest = write_rest(bytes);
  if (!rest) return rest.error();
  crash::breakpoint(point::kTruncateTempWritten);
  if (std::rename((folder_ / kLogTempName).c_str(), path().c_str()) != 0) {
    return io(posix::error_text("replacing", path()));
  }
  crash::breakpoint(point::kTruncateRenamed);
  // The name may now mean either file after a power cut, so nothing written from here on would be safe.
  if (Result<void> named = sync_folder(); !named) {
    unusable_ = named.error().text;
    return named;
  }
  crash::breakpoint(point::kTruncateSynced);
  file_ = *std::move(rest);
  size_ -= bytes;
  durable_size_ = size_;
  return {};
}

// The temporary file keeps its descriptor: after the rename it is the log, and opening it again could only fail.
Result<posix::Descriptor> Log::write_rest(std::uint64_t from) {
  const std::filesystem::path temp = folder_ / kLogTempName;
  std::string rest;
  if (!posix::read_from(file(), from, rest)) return io(posix::error_text("reading", path()));
  posix::Descriptor descriptor = posix::open(temp, O_RDWR | O_CREAT | O_TRUNC);
  if (!descriptor) return io(posix::error_text("creating", temp));
  if (!posix::write_all(descriptor.get(), rest, 0) || !sync_data(descriptor.get())) {
    return io(posix::error_text("writing", temp));
  }
  return descriptor;
}

Result<void> Log::sync_folder() {
  if (!sync_names(folder_descriptor_.get())) return io(posix::error_text("syncing", folder_));
  return {};
}

bool Log::sync_data(int fd) { return ::fdatasync(fd) == 0; }

bool Log::sync_names(int fd) { return ::fsync(fd) == 0; }

StoreError Log::poison(const char* doing) {
  unusable_ = posix::error_text(doing, path());
  if (::ftruncate(file(), static_cast<off_t>(durable_size_)) != 0) {
    unusable_ += "; and " + posix::error_text("cutting back", path());
  }
  size_ = durable_size_;
  return io(unusable_);
}

Result<void> Log::writable() const {
  if (unusable_.empty()) return {};
  return io("the log cannot be written until it is opened again: " + unusable_);
}

Replay read_frames(std::string_view bytes, const Visit& visit) {
  Replay replay;
  replay.total_bytes = bytes.size();
  for (;;) {
    const Decoded decoded = decode_frame(bytes.substr(replay.valid_bytes));
    replay.tail = decoded.tail;
    if (!decoded.whole) return replay;
    replay.rejected = visit(decoded.payload);
    if (!replay.rejected.empty()) return replay;
    replay.valid_bytes += decoded.frame_size();
  }
}

}  // namespace faultline::store::wal
