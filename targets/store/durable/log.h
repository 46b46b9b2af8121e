// An append-only file of frames, held by one writer at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "faultline/targets/store/durable/file.h"
#include "faultline/targets/store/durable/frame.h"
#include "faultline/targets/store/store.h"

namespace faultline::store::wal {

inline constexpr const char* kLogName = "log";
inline constexpr const char* kLogTempName = "log.temp";

// What a read of the whole log found.
struct Replay {
  std::uint64_t valid_bytes = 0;  // the whole, accepted frames at the front
  std::uint64_t total_bytes = 0;
  Tail tail = Tail::end;  // what follows them
  std::string rejected;   // why the frame there was not accepted, when it was whole; empty = none was rejected

  bool corrupt() const { return !rejected.empty() || (tail != Tail::end && tail != Tail::torn); }
};

// Takes one payload; returns "" to accept it, or says why the log cannot be right.
using Visit = std::function<std::string(std::string_view payload)>;

// Reads whole frames from the front of `bytes` until one is missing, damaged or rejected.
Replay read_frames(std::string_view bytes, const Visit& visit);

// Not thread-safe. Construct, `recover` once, then write.
// After a failed append or sync the file is cut back to what is known to be durable and the log is poisoned: every
// later write fails with io until it is opened anew. After a failed sync no one knows which pages reached the disk,
// so trying again would be a lie.
class Log {
 public:
  // Creates the folder as needed and locks it (flock) until destroyed. Throws std::runtime_error when another Log has
  // it, in this process or another, or the file system fails.
  explicit Log(std::filesystem::path folder);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  virtual ~Log() = default;

  // Opens or creates the file, gives every whole frame's payload to `visit`, in order, and gets ready to append after
  // them: a torn tail is cut off and the cut synced; a corrupt log is left as it is and cannot be written. Throws
  // std::runtime_error when the file system fails.
  Replay recover(const Visit& visit);

  // Writes one frame at the end. Not durable before `sync`. Errors: invalid_request (larger than kMaxPayload), io.
  Result<void> append(std::string_view payload);
  Result<void> sync();

  // Drops the first `bytes` bytes, which must end at a frame: the rest goes to a temporary file that replaces the
  // log. May be tried again after a failure, unless the replacement had happened: then the log is poisoned.
  // Syncs first.
  Result<void> drop_prefix(std::uint64_t bytes);

  // Makes renames in the folder durable.
  Result<void> sync_folder();

  std::uint64_t size() const { return size_; }
  const std::filesystem::path& folder() const { return folder_; }

 protected:
  // Removes what follows the whole frames (bytes [from, to) of the file) and gives the size of what is left.
  virtual std::uint64_t drop_torn_tail(std::uint64_t from, std::uint64_t to);

  // fdatasync of the log or its replacement, and fsync of the folder. False and errno on failure.
  virtual bool sync_data(int fd);
  virtual bool sync_names(int fd);

  int file() const { return file_.get(); }

 private:
  void open_file();
  StoreError poison(const char* doing);
  Result<void> writable() const;
  Result<posix::Descriptor> write_rest(std::uint64_t from);
  std::filesystem::path path() const { return folder_ / kLogName; }

  std::filesystem::path folder_;
  posix::Descriptor folder_descriptor_;  // carries the lock
  posix::Descriptor file_;
  std::uint64_t size_ = 0;                                       // bytes in the file, all of them whole frames
  std::uint64_t durable_size_ = 0;                               // of those, known to be on disk
  std::string unusable_ = "the log has not been recovered yet";  // why writes fail; empty = they do not
};

}  // namespace faultline::store::wal
