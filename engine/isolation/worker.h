// Workers: child processes that host a job's runs, and the watch over them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>

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
  // The deadline is short: the time that the worker waited for a processor is left out, up to three times as much.
  bool brief = false;
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();  // of its life
  std::chrono::milliseconds hook = std::chrono::hours(1);  // for one call of a hook of the model
};
inline constexpr WorkerLimits kNoLimits{std::chrono::hours(24 * 365), ~std::uint64_t{0}};

// How a worker ended: by itself, or killed by the watch.
struct WorkerEnd {
  enum class How : std::uint8_t {
    itself,
    hang,
    deadlock,
    out_of_memory,
    output_flood,
    model,        // a hook of the model does not return
    engine,       // the engine's own code does not
    given_up,     // its time was over
    engine_gone,  // nobody waits for the answer any more
  };
  How how = How::itself;
  int status = 0;                             // wait status
  std::chrono::seconds processor{0};          // time that it used, rounded up
  bool unsure = false;                        // after a brief deadline it may be a hang or a deadlock
  std::chrono::milliseconds longest_step{0};  // of those that ended
  std::uint64_t data = 0;                     // the most bytes that it was seen to have mapped

  // The signal that ended it unasked; 0: none did.
  int signal() const { return how == How::itself && WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
};

// Watches until the worker is gone. `engine` is the socket to the engine. The deadline is the target's while it is
// asked for something; in between it is the model's, for one call of a hook. A late target is a deadlock where its
// worker has used less than a sixteenth of the time that it could have had a processor.
WorkerEnd await_worker(pid_t worker, const Slate& slate, const WorkerOutput& output, const WorkerLimits& limits,
                       int engine);

// Waits for a child that ends by itself, or was killed already.
WorkerEnd reap(pid_t process);

}  // namespace faultline
