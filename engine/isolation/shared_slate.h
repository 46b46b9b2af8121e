// Memory that engine, fork server and workers share: whatever happens to a worker, what it did is readable here.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "faultline/engine/isolation/death_stack.h"
#include "faultline/engine/isolation/last_words.h"
#include "faultline/engine/isolation/steps.h"
#include "faultline/engine/runner/host.h"

namespace faultline {

// Lies at the start of the shared mapping; plain data. One job at a time; one worker writes at a time.
struct Slate {
  static constexpr std::size_t kResultSize = std::size_t{8} << 20;

  Progress progress;
  JobState state;
  JobState window;                       // as it was before the runs after which nobody has looked yet (leftovers.h)
  std::uint64_t closely;                 // so many runs are to be watched at every observation
  LastWords last_words;                  // of the worker that has ended
  std::atomic<std::uint32_t> redo;       // the worker gave up: `state` and `closely` say what to do again
  std::atomic<std::uint32_t> begun;      // a host has taken the job (hosted.h)
  std::atomic<std::uint32_t> done;       // the worker came to the job's end, `result` stands
  std::atomic<std::uint32_t> crash_hit;  // the worker killed itself at the armed crash point
  std::uint32_t result_size;             // bytes of the encoded WorkerReport
  // What most workers never touch lies behind what all do: each page costs them a fault.
  DeathStack stack;  // of the worker that has ended
  StepText steps;    // what a worker says of its steps, where somebody wants to know
  char result[kResultSize];
};

class SharedSlate {
 public:
  // A new mapping backed by an anonymous file that children can inherit, or the mapping of such a file.
  SharedSlate();
  explicit SharedSlate(int inherited_fd);
  ~SharedSlate();
  SharedSlate(const SharedSlate&) = delete;
  SharedSlate& operator=(const SharedSlate&) = delete;

  int fd() const { return fd_; }
  Slate& slate() const { return *reinterpret_cast<Slate*>(memory_); }
  std::span<char> journal_memory() const;
  // In a worker: only the mapping stays, and what the target forks does not get it. A child that runs on in the
  // target's code by mistake dies there, and cannot write into this run's journal.
  void keep_to_this_process();

 private:
  void map();

  int fd_;
  char* memory_ = nullptr;
};

}  // namespace faultline
