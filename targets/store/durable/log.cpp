#include "faultline/targets/store/durable/log.h"

#include <cerrno>
#include <stdexcept>
#include <utility>

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/disk/posix_files.h"
#include "faultline/targets/store/durable/unfinished.h"

namespace faultline::store::wal {
namespace {

StoreError io(std::string text) { return {StoreError::Kind::io, std::move(text)}; }

void must(int error, std::string_view doing, const std::string& path) {
  if (error != 0) throw std::runtime_error(disk::error_text(doing, path, error));
}

}  // namespace

Log::Log(const std::filesystem::path& folder) : Log(disk::posix_files(), folder.string()) {}

Log::Log(disk::FileSystem& files, std::string folder)
    : files_(files), folder_(std::move(folder)), path_(folder_), temp_path_(folder_) {
  path_.append("/").append(kLogName);
  temp_path_.append("/").append(kLogTempName);
  must(disk::make_folders(files_, folder_), "making", folder_);
  must(files_.open_folder(folder_, folder_file_), "opening", folder_);
  // On the folder, not on the log: the log is replaced by another file when its front is dropped.
  const int error = folder_file_.lock();
  if (error == EWOULDBLOCK) throw std::runtime_error(folder_ + " is in use by another store");
  must(error, "locking", folder_);
}

Replay Log::recover(const Visit& visit) {
  if (const int error = files_.remove(temp_path_); error != ENOENT) must(error, "removing", temp_path_);
  open_file();
  std::string bytes;
  must(file_.read_from(0, bytes), "reading", path_);

  Replay replay = read_frames(bytes, visit, [this](std::string_view front) { return decode(front); });
  if (replay.rejected.empty() && replay.corrupt() && is_unfinished(bytes, replay.valid_bytes)) replay.tail = Tail::torn;
  if (replay.corrupt()) {
    unusable_ = "the log is corrupt";
    return replay;
  }
  size_ = replay.valid_bytes;
  if (replay.tail == Tail::torn) size_ = drop_torn_tail(replay.valid_bytes, replay.total_bytes);
  FAULTLINE_CRASH_POINT("recovery.replayed-before-sync");
  const auto last = static_cast<std::size_t>(replay.last_frame);
  const auto valid = static_cast<std::size_t>(replay.valid_bytes);
  must(settle(replay.last_frame, std::string_view(bytes).substr(last, valid - last)), "syncing", path_);
  durable_size_ = size_;
  unusable_.clear();
  return replay;
}

void Log::open_file() {
  int error = files_.open(path_, disk::Open::write, file_);
  if (error != ENOENT) return must(error, "opening", path_);
  // The folder may be new: its own name must survive before anything in it counts. Once there is a log, it did.
  FAULTLINE_CRASH_POINT("opening.folder-made-before-dirsync");
  must(disk::sync_folder(files_, disk::parent_of(folder_)), "syncing the parent of", folder_);
  error = files_.open(path_, disk::Open::create, file_);
  must(error, "creating", path_);
  FAULTLINE_CRASH_POINT("opening.log-created-before-dirsync");
}

bool Log::is_unfinished(std::string_view bytes, std::uint64_t from) const { return has_lost_sector(bytes, from); }

std::uint64_t Log::drop_torn_tail(std::uint64_t from, std::uint64_t /*to*/) {
  FAULTLINE_CRASH_POINT("recovery.torn-tail-before-truncate");
  must(file_.truncate(from), "cutting the torn tail of", path_);
  FAULTLINE_CRASH_POINT("recovery.torn-tail-truncated-before-sync");
  must(sync_data(file_), "cutting the torn tail of", path_);
  return from;
}

// What was read may have been written but never synced by a process that died, and so may the names of the files: they
// are about to be shown to readers and built upon. The last frame is written again, because a sync that failed before
// that death may have left it looking written for good; those before it were synced, or it would not be there.
int Log::settle(std::uint64_t at, std::string_view last) {
  if (const int error = file_.write_all(at, last); error != 0) return error;
  if (const int error = sync_data(file_); error != 0) return error;
  return sync_names();
}

Result<void> Log::append(std::string_view payload) {
  if (Result<void> ready = writable(); !ready) return ready;
  if (payload.size() > kMaxPayload) {
    return StoreError{StoreError::Kind::invalid_request,
                      "a commit of " + std::to_string(payload.size()) + " bytes is larger than a frame can be"};
  }
  const std::string frame = encode(payload);
  if (const int error = write_frame(frame); error != 0) return poison("appending to", error);
  size_ += frame.size();
  FAULTLINE_CRASH_POINT("wal.append.frame-emitted");
  return {};
}

// In two writes, so that a process that dies at the point between them really leaves a torn frame.
int Log::write_frame(std::string_view frame) {
  const std::size_t half = frame.size() / 2;
  if (const int error = file_.write_all(size_, frame.substr(0, half)); error != 0) return error;
  FAULTLINE_CRASH_POINT("wal.mid-frame");
  return file_.write_all(size_ + half, frame.substr(half));
}

Result<void> Log::sync() {
  if (Result<void> ready = writable(); !ready) return ready;
  FAULTLINE_CRASH_POINT("wal.sync.before-datasync");
  if (const int error = sync_data(file_); error != 0) return poison("syncing", error);
  durable_size_ = size_;
  return {};
}

Result<void> Log::drop_prefix(std::uint64_t bytes) {
  if (Result<void> synced = sync(); !synced) return synced;
  Result<disk::File> rest = write_rest(bytes);
  if (!rest) return rest.error();
  FAULTLINE_CRASH_POINT("checkpoint.truncate.temp-written-before-rename");
  if (const int error = rename_temp(); error != 0) return io(disk::error_text("replacing", path_, error));
  FAULTLINE_CRASH_POINT("checkpoint.truncate.renamed-before-dirsync");
  // The name may now mean either file after a power cut, so nothing written from here on would be safe.
  if (const int error = sync_renamed(); error != 0) {
    unusable_ = disk::error_text("syncing", folder_, error);
    return io(unusable_);
  }
  FAULTLINE_CRASH_POINT("checkpoint.truncate.renamed-before-bookkeeping");
  file_ = *std::move(rest);
  size_ -= bytes;
  durable_size_ = size_;
  return {};
}

// The temporary file stays open: after the rename it is the log, and opening it again could only fail.
Result<disk::File> Log::write_rest(std::uint64_t from) {
  std::string rest;
  if (const int error = file_.read_from(from, rest); error != 0) return io(disk::error_text("reading", path_, error));
  disk::File temp;
  int error = files_.open(temp_path_, disk::Open::replace, temp);
  if (error != 0) return io(disk::error_text("creating", temp_path_, error));
  error = temp.write_all(0, rest);
  if (error == 0) error = sync_data(temp);
  if (error != 0) return io(disk::error_text("writing", temp_path_, error));
  return temp;
}

Result<void> Log::sync_folder() {
  if (const int error = sync_names(); error != 0) return io(disk::error_text("syncing", folder_, error));
  return {};
}

StoreError Log::poison(const char* doing, int error) {
  unusable_ = disk::error_text(doing, path_, error);
  if (const int uncut = cut_back(); uncut != 0) {
    unusable_.append("; and ").append(disk::error_text("cutting back", path_, uncut));
  }
  size_ = durable_size_;
  return io(unusable_);
}

Result<void> Log::writable() const {
  if (unusable_.empty()) return {};
  return io("the log cannot be written until it is opened again: " + unusable_);
}

Replay read_frames(std::string_view bytes, const Visit& visit, const Decode& decode) {
  Replay replay;
  replay.total_bytes = bytes.size();
  for (;;) {
    const Decoded decoded = decode(bytes.substr(static_cast<std::size_t>(replay.valid_bytes)));
    replay.tail = decoded.tail;
    if (!decoded.whole) return replay;
    replay.rejected = visit(decoded.payload);
    if (!replay.rejected.empty()) return replay;
    replay.last_frame = replay.valid_bytes;
    replay.valid_bytes += decoded.frame_size();
  }
}

}  // namespace faultline::store::wal
