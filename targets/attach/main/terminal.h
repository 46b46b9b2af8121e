// The person at the other end: whether there is a terminal, and what becomes of Ctrl-C.
#pragma once

#include <chrono>
#include <string>

#include "faultline/engine/isolation/interrupt.h"
#include "faultline/engine/report/text_report.h"

namespace faultline::program {

// Exit code of a process that was interrupted.
inline constexpr int kInterruptedCode = 130;

// Colours on a terminal only, and not where NO_COLOR is set or TERM is dumb; lines as long as the terminal is wide now.
TextStyle text_style();

// From now on SIGINT, SIGTERM and SIGHUP end the process with exit code 130, at once. Who ignores SIGHUP (nohup) goes
// on to do so.
void watch_for_interrupt();

// While one lives there is something to save: the first signal is only noted (engine/isolation/interrupt.h), and it is
// a later one that ends the process.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
};

bool is_interruptible();  // one lives; for signal handlers

// One line on the terminal that is overwritten by the next, cut to its width; nothing at all where stderr is no
// terminal or wants plain text.
class ProgressLine {
 public:
  explicit ProgressLine(bool wanted);
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const std::string& text);
  void clear();

 private:
  bool on_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace faultline::program
