// The program's code and constants, mapped in the fork server page by page as its workers need them.
//
// fork does not copy the page tables of mapped files. A child meets every page that it runs with a fault, each fault
// maps the pages around it as well, and the child's end unmaps them all: where a worker lives for ten commands that
// costs more than what it does. So one worker is watched. Every page is a mapping of its own meanwhile, so that a fault
// maps that page alone; what it has mapped in the end is what workers need. The server then maps those pages and no
// others, and has their tables copied by fork, which Linux does for mappings that were once written to privately.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace faultline {

// In a process with one thread. Where the system refuses something, forks stay as slow as they were.
class ProgramText {
 public:
  ProgramText() = default;
  ProgramText(const ProgramText&) = delete;
  ProgramText& operator=(const ProgramText&) = delete;

  // In the server, before the worker to be watched is forked, and after its end.
  void take_apart();
  void put_together();
  // In that worker, at its end: what it has mapped. Allocates nothing and takes no lock.
  void note();

 private:
  struct Range {
    std::uintptr_t begin = 0, end = 0;
    std::size_t first_page = 0;  // of all ranges together
  };

  void find_ranges();
  bool map_noted();
  void have_tables_copied() const;

  std::vector<Range> ranges_;
  std::size_t pages_ = 0;
  unsigned char* noted_ = nullptr;  // shared with the worker: one byte for each page
};

}  // namespace faultline
