// Where a process stood when a signal that its own code caused ended it.
#pragma once

#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <sys/types.h>
#include <vector>

#include "faultline/engine/runner/check.h"

namespace faultline {

// Lies in shared memory; zeroed memory is empty. Written by the dying process, read by another.
struct DeathStack {
  static constexpr std::uint32_t kFrames = 64;
  struct Frame {
    std::uint64_t offset;
    std::array<char, 248> file;  // as in CodePlace; a longer name is cut
  };

  std::atomic<std::uint32_t> size;
  std::array<Frame, kFrames> frames;

  // Reads nothing beyond the memory, whatever a wild writer did to it.
  std::vector<CodePlace> places() const;
};

// From now on the children of this process note their stack in `stack` when a fault of their own (SIGSEGV, abort() and
// the like) ends them; the signal then ends them as it would have. Not their children, and not this process. Handlers
// that somebody else installed, a sanitizer for one, are left alone. `stack` must outlive the process.
void note_stacks_of_children(DeathStack& stack);
// Likewise this process, until its parent is gone. It is a copy of one that tells of its own end, and does not.
void note_own_stack(DeathStack& stack);

// Whether this is that handler: to a target it is the same as none.
bool is_stack_handler(const struct sigaction& action);

}  // namespace faultline
