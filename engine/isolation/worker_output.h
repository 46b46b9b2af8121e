// What a worker prints.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace faultline {

// Where a worker's stdout and stderr go: an anonymous file of which the first part and the last are kept for the
// report.
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

// The same file in the process that prints to it, for as long as its stdout is that file.
class Printed {
 public:
  Printed();  // stdout is

  bool too_much() const;
  void clear() const;

 private:
  std::int64_t size() const;  // -1: stdout is another file now

  std::uint64_t device_ = 0, inode_ = 0;
};

}  // namespace faultline
