// What a run may leave changed in its process, in a form that costs microseconds to take and compare.
#pragma once

#include <array>
#include <csignal>
#include <cstdint>
#include <sys/types.h>

namespace faultline {

struct FileId {
  std::uint64_t device = 0, inode = 0;
  bool operator==(const FileId&) const = default;
};

// Of signals whose handlers belong to the process. Libraries ignore SIGPIPE as a habit, so it is not among them.
inline constexpr std::array kOwnSignals{SIGHUP, SIGINT,  SIGQUIT, SIGILL,  SIGABRT, SIGBUS,
                                        SIGFPE, SIGSEGV, SIGALRM, SIGTERM, SIGCHLD};

// Working folder, handlers, mask, umask, terminate handler.
struct Settings {
  FileId folder;
  std::array<std::uintptr_t, kOwnSignals.size()> handlers{};
  std::uint64_t blocked = 0;  // bit n - 1: signal n is blocked in this thread
  mode_t umask = 0;
  std::uintptr_t terminate = 0;
  bool operator==(const Settings&) const = default;
};
Settings settings_now();

struct Fingerprint {
  static constexpr int kDescriptors = 64;

  std::uint64_t open = 0;         // bit n: descriptor n is open; the lowest free one is always taken first
  std::array<FileId, 3> stdio{};  // what stdin, stdout and stderr are
  std::uint64_t threads = 0;      // ~0: the target closed the descriptor that tells
  bool children = false;          // running or not waited for
  Settings settings;
  bool operator==(const Fingerprint&) const = default;
};

// Takes fingerprints of this process. Holds one descriptor, with a high number. Not thread-safe.
class Fingerprints {
 public:
  Fingerprints();
  ~Fingerprints();
  Fingerprints(const Fingerprints&) = delete;
  Fingerprints& operator=(const Fingerprints&) = delete;

  Fingerprint take() const;

 private:
  int tasks_ = -1;
};

}  // namespace faultline
