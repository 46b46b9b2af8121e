// The watch over a process that hosts runs: its deadlines, its memory, what it prints.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <sys/types.h>
#include <sys/wait.h>

#include "faultline/engine/isolation/shared_slate.h"
#include "faultline/engine/isolation/worker_output.h"

namespace faultline {

struct WorkerLimits {
  std::chrono::milliseconds deadline;  // for one step
  std::uint64_t resident = 0;          // bytes of memory
  // The deadline is short: the time that the worker waited for a processor is left out, up to three times as much.
  bool brief = false;
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();  // of its life
  std::chrono::milliseconds hook = std::chrono::hours(1);  // for one call of a hook of the model
};
inline constexpr WorkerLimits kNoLimits{std::chrono::hours(24 * 365), ~std::uint64_t{0}};
// Where they are the job's own (Job::bounds) they are brief.
WorkerLimits limits_of(const CheckInfo& check, const Job& job);
std::uint64_t memory_limit_of(const CheckInfo& check, const Job& job);  // MiB

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

  bool late() const { return how == How::hang || how == How::deadlock; }
  // The signal that ended it unasked; 0: none did.
  int signal() const { return how == How::itself && WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
};

// What a process looks like from outside, between two polls.
class Watch {
 public:
  static constexpr int kPollMs = 5;

  // All but the limits must outlive it.
  Watch(pid_t worker, const Slate& slate, const WorkerOutput& output, const WorkerLimits& limits);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // A value where the process has to go.
  std::optional<WorkerEnd::How> look();
  // What is known of one that is gone, or whose job is done. `in_order`: its last step has ended too.
  void tell(WorkerEnd& end, bool in_order) const;

 private:
  bool asked() const { return ticks_ % 2 == 1; }
  std::optional<WorkerEnd::How> who_is_stuck(std::chrono::nanoseconds still) const;
  bool is_late(std::chrono::nanoseconds still) const;
  bool leaving() const { return slate_.done != 0 || slate_.redo != 0 || slate_.last_words.said != 0; }
  std::chrono::nanoseconds cpu_time() const;
  std::chrono::nanoseconds delay();
  bool uses_too_much();
  int of_worker(int& fd, const char* name) const;

  using Clock = std::chrono::steady_clock;

  const pid_t worker_;
  const Slate& slate_;
  const WorkerOutput& output_;
  const WorkerLimits limits_;
  int statm_ = -1, schedstat_ = -1;
  std::uint64_t ticks_ = 0, applications_ = 0, data_ = 0;
  std::optional<Clock::time_point> moved_, leaves_since_;
  std::chrono::nanoseconds cpu_{}, delay_{};      // when it moved last
  std::chrono::nanoseconds quiet_{}, longest_{};  // how long it has not moved but for want of a processor
  bool unsure_ = false;
};

}  // namespace faultline
