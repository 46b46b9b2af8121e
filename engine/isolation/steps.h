// The steps of a run on their way to whoever reads them: --verbose, and where a process stops for a debugger.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "faultline/engine/runner/onlookers.h"
#include "faultline/engine/runner/run.h"

namespace faultline {

// Text that a worker leaves for the engine, in memory that both share: no descriptor that a target could close, no
// signal where a reader is gone. Plain data; zeroed memory is empty. One process puts, one takes.
struct StepText {
  static constexpr std::size_t kSize = std::size_t{1} << 16;

  std::atomic<std::uint64_t> put_bytes, taken_bytes;
  std::array<char, kSize> bytes;

  // As much of `text` as there is room for; how many bytes that was.
  std::size_t put(std::string_view text);
  // All that is there. Reads nothing beyond the memory, whatever a wild writer did to it.
  std::string take();
};

// In a worker. Where the engine is slow to take it, the run waits, and that is no hang of the target's.
class StepsToEngine : public StepListener {
 public:
  StepsToEngine(StepText& text, Progress& progress) : text_(text), progress_(progress) {}
  void line(std::string_view text) override;

 private:
  StepText& text_;
  Progress& progress_;
};

// In the engine: to standard error, as far as that takes it. Once it does not, nobody reads it any more.
class StepsToStderr : public StepListener {
 public:
  // Any piece of the text. Rows, which begin with their number, are fitted to the terminal; all else is for copying.
  void line(std::string_view text) override;

 private:
  void write(std::string_view text);

  std::string begun_;  // the last line, until its end is there
  bool gone_ = false;
};

}  // namespace faultline
