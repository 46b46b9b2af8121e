// The person at the other end: whether there is a terminal, and whether Ctrl-C was pressed.
#pragma once

#include <string>

#include "faultline/engine/report/text_report.h"

namespace faultline::program {

// Colours on a terminal only, and not where NO_COLOR is set.
TextStyle text_style();

// From now on the first SIGINT or SIGTERM is noted instead of ending the process; the second ends it.
void watch_for_interrupt();
bool interrupted();

// One line on the terminal that is overwritten by the next; nothing at all where stderr is no terminal.
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
};

}  // namespace faultline::program
