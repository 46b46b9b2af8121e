// The person at the other end: whether there is a terminal, and whether Ctrl-C was pressed.
#pragma once

#include <chrono>
#include <string>

#include "faultline/engine/report/text_report.h"

namespace faultline::program {

// Colours on a terminal only, and not where NO_COLOR is set or TERM is dumb; lines as long as the terminal is wide now.
TextStyle text_style();

// How many columns it has now; 0: it is no terminal.
std::size_t terminal_columns(int descriptor);

// From now on the first SIGINT or SIGTERM is noted instead of ending the process; the second ends it.
void watch_for_interrupt();
bool interrupted();

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
