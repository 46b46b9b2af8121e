// Workers: child processes that host a job's runs, and the watch over them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <sys/types.h>

#include "faultline/engine/isolation/shared_slate.h"

namespace faultline {

// Where a worker's stdout and stderr go: an anonymous file of which the first part and the last are kept for the
// report. From its making on this process's stdout goes by the line, so that a worker's last words are not lost.
class WorkerOutput {
 public:
  WorkerOutput();
  ~WorkerOutput();
  WorkerOutput(const WorkerOutput&) = delete;
  WorkerOutput& operator=(const WorkerOutput&) = delete;

  void clear() const;
  // In the child: stdin from nowhere, stdout and stderr here.
  void redirect() const;
  std::int64_t size() const;
  // 4 KiB of its start and of its end, and how much lies between.
  std::string text() const;

 private:
  std::string part(off_t from, off_t to) const;

  int fd_, nowhere_;
};

struct WorkerLimits {
  std::chrono::milliseconds deadline;  // for one step
  std::uint64_t resident = 0;          // bytes of memory
};
inline constexpr WorkerLimits kNoLimits{std::chrono::hours(24 * 365), ~std::uint64_t{0}};

// How a worker ended: by itself, or killed by the watch. `engine_gone`: nobody waits for the answer any more.
struct WorkerEnd {
  enum class How : std::uint8_t { itself, hang, deadlock, out_of_memory, output_flood, engine_gone };
  How how = How::itself;
  int status = 0;  // wait status
};

// Watches until the worker is gone. `engine` is the socket to the engine. A late worker is a deadlock where it has used
// less than a sixteenth of the time.
WorkerEnd await_worker(pid_t worker, const Slate& slate, const WorkerOutput& output, const WorkerLimits& limits,
                       int engine);

}  // namespace faultline
