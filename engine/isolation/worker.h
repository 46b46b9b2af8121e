// Workers: child processes that host a job's runs, and the watch over them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <sys/types.h>

#include "faultline/engine/isolation/shared_slate.h"

namespace faultline {

// Where a worker's stdout and stderr go: an anonymous file of which the last part is kept for the report. From its
// making on this process's stdout goes by the line, so that a worker's last words are not lost.
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
  std::string tail() const;

 private:
  int fd_, nowhere_;
};

struct WorkerLimits {
  std::chrono::milliseconds deadline;  // for one step
  std::uint64_t resident = 0;          // bytes of memory
  // The deadline is short: the time that the worker waited for a processor is left out, up to three times as much.
  bool brief = false;
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();  // of its life
};

// How a worker ended: by itself, or killed by the watch. `engine_gone`: nobody waits for the answer any more.
struct WorkerEnd {
  enum class How : std::uint8_t { itself, hang, deadlock, out_of_memory, output_flood, given_up, engine_gone };
  How how = How::itself;
  int status = 0;                             // wait status
  bool unsure = false;                        // after a brief deadline it may be a hang or a deadlock
  std::chrono::milliseconds longest_step{0};  // of those that ended
  std::uint64_t data = 0;                     // the most bytes that it was seen to have mapped
};

// Watches until the worker is gone. `engine` is the socket to the engine. A late worker is a deadlock where it has used
// less than a sixteenth of the time that it could have had a processor.
WorkerEnd await_worker(pid_t worker, const Slate& slate, const WorkerOutput& output, const WorkerLimits& limits,
                       int engine);

}  // namespace faultline
