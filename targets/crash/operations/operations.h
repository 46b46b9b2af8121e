// Every change that a program makes to files, as crash points: linked into an executable, this library stands in for
// the C library's write, fsync, rename, unlink and so on (shim_*.cpp), also for calls from shared libraries, so a
// database needs no change to be killed at the k-th file operation of a command. No LD_PRELOAD.
//
//   operations::Watch watch;
//   crash::arm(operations::kPoint, 7);  // dies before the seventh operation from now on
//
// An operation is a call that may change a regular file, a folder's entries or what of them is durable; on pipes,
// sockets and descriptors 0 to 2 nothing is counted. Not seen: what the C library does inside itself (stdio, also
// `std::ofstream` when it opens a file), io_uring, and stores through mmap but for msync.
#pragma once

#include <string>
#include <vector>

namespace faultline::crash::operations {

// The crash point that every operation reaches before it is done: its k-th hit is the k-th operation.
inline constexpr const char* kPoint = "file.operation";

// False under ThreadSanitizer, which must see these calls itself: nothing is ever counted then.
bool available() noexcept;

// Operations of the whole process, all threads, are counted while at least one of these lives. Thread-safe. Without
// one, a call costs one relaxed load more than the C library's.
class Watch {
 public:
  Watch() noexcept;
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
};

// Watches, and lists the operations of the whole process, in the order in which they began: "pwrite store.db-wal 4120"
// (bytes), "fdatasync store.db-wal", "rename CURRENT.tmp CURRENT". Names are those in the folder, without its path.
class Recording {
 public:
  // Throws std::logic_error when there is one already, or when operations cannot be seen in this build.
  Recording();
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  // What was recorded so far. Thread-safe.
  std::vector<std::string> list() const;

 private:
  Watch watch_;
};

}  // namespace faultline::crash::operations
