// An append-only file of frames, held by one writer at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "faultline/targets/disk/file_system.h"
#include "faultline/targets/store/durable/frame.h"
#include "faultline/targets/store/store.h"

namespace faultline::store::wal {

inline constexpr const char* kLogName = "log";
inline constexpr const char* kLogTempName = "log.temp";

// What a read of the whole log found.
struct Replay {
  std::uint64_t valid_bytes = 0;  // the whole, accepted frames at the front
  std::uint64_t last_frame = 0;   // where the last of them begins
  std::uint64_t total_bytes = 0;
  Tail tail = Tail::end;  // what follows them
  std::string rejected;   // why the frame there was not accepted, when it was whole; empty = none was rejected

  bool corrupt() const { return !rejected.empty() || (tail != Tail::end && tail != Tail::torn); }
};

// Takes one payload; returns "" to accept it, or says why the log cannot be right.
using Visit = std::function<std::string(std::string_view payload)>;

using Decode = std::function<Decoded(std::string_view bytes)>;

// Reads whole frames from the front of `bytes` until one is missing, damaged or rejected.
Replay read_frames(std::string_view bytes, const Visit& visit, const Decode& decode = decode_frame);

// Not thread-safe. Construct, `recover` once, then write.
// After a failed append or sync the file is cut back to what is known to be durable and the log is poisoned: every
// later write fails with io until it is opened anew. After a failed sync no one knows which pages reached the disk,
// so trying again would be a lie.
class Log {
 public:
  // Creates the folder as needed and locks it until destroyed. Throws std::runtime_error when another Log has it, in
  // this process or another, or the file system fails. `files` must outlive the log.
  Log(disk::FileSystem& files, std::string folder);
  explicit Log(const std::filesystem::path& folder);  // on the real disk
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
  disk::FileSystem& files() const { return files_; }
  const std::string& folder() const { return folder_; }
  const std::string& path() const { return path_; }

 protected:
  // The steps that a log with a bug would get wrong. Each gives 0 or an errno value, unless it says otherwise.

  // Of recovery: takes a frame off the front; says whether damage can be what an unfinished write left; removes what
  // follows the whole frames (bytes [from, to) of the file), gives the size of what is left and throws on failure;
  // makes sure that the frames read, the last of which is `last` at byte `at`, and their file's name will stay.
  virtual Decoded decode(std::string_view bytes) const { return decode_frame(bytes); }
  virtual bool is_unfinished(std::string_view bytes, std::uint64_t from) const;
  virtual std::uint64_t drop_torn_tail(std::uint64_t from, std::uint64_t to);
  virtual int settle(std::uint64_t at, std::string_view last);

  // Of writing: a frame's bytes from a payload's, their way into the file, and back out of it when that failed.
  virtual std::string encode(std::string_view payload) const { return encode_frame(payload); }
  virtual int write_frame(std::string_view frame);
  virtual int cut_back() { return file_.truncate(durable_size_); }

  // Of dropping a prefix: the temporary file gets the log's name; the name is made durable.
  virtual int rename_temp() { return files_.rename(temp_path_, path_); }
  virtual int sync_renamed() { return sync_names(); }

  // Of the log or its replacement, and of the folder.
  virtual int sync_data(disk::File& file) { return file.sync_data(); }
  virtual int sync_names() { return folder_file_.sync_names(); }

  disk::File& file() { return file_; }

 private:
  void open_file();
  StoreError poison(const char* doing, int error);
  Result<void> writable() const;
  Result<disk::File> write_rest(std::uint64_t from);

  disk::FileSystem& files_;
  std::string folder_, path_, temp_path_;
  disk::File folder_file_;  // carries the lock
  disk::File file_;
  std::uint64_t size_ = 0;                                       // bytes in the file, all of them whole frames
  std::uint64_t durable_size_ = 0;                               // of those, known to be on disk
  std::string unusable_ = "the log has not been recovered yet";  // why writes fail; empty = they do not
};

}  // namespace faultline::store::wal
