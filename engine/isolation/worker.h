// Workers: child processes that host a job's runs, and the watch over them.
#pragma once

#include <chrono>
#include <optional>
#include <sys/types.h>

#include "faultline/engine/isolation/shared_slate.h"

namespace faultline {

// Where a worker's stdout and stderr go: an anonymous file of which the last part is kept for the report.
class WorkerOutput {
 public:
  WorkerOutput();
  ~WorkerOutput();
  WorkerOutput(const WorkerOutput&) = delete;
  WorkerOutput& operator=(const WorkerOutput&) = delete;

  void clear() const;
  void redirect() const;  // in the child: stdin from nowhere, stdout and stderr here
  std::string tail() const;

 private:
  int fd_;
};

// How a worker ended: a wait status, or none when it made no progress for `deadline` and was killed.
std::optional<int> await_worker(pid_t worker, const Progress& progress, std::chrono::milliseconds deadline);

}  // namespace faultline
