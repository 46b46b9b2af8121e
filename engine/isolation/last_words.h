// What a worker says of its own end before it comes, where a wait status alone would not tell.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "faultline/engine/words/verdict.h"

namespace faultline {

// Lies in shared memory; zeroed memory is silence. `text` follows the command in a sentence: "left a thread running".
struct LastWords {
  std::atomic<std::uint32_t> said;
  FailureClass failure;
  std::array<char, 243> text;

  // The first to speak is heard; longer text is cut. Thread-safe, allocates nothing.
  void say(FailureClass what, std::string_view detail);
  std::string_view detail() const { return text.data(); }
};

// From now on std::terminate in this process says so first, and then ends it as before. `words` must outlive the
// process; `memory_limit_mb` is what a std::bad_alloc ran against.
void say_when_terminated(LastWords& words, std::uint64_t memory_limit_mb);

}  // namespace faultline
