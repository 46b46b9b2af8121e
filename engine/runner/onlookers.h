// Those who look on while a run goes on, in the process that hosts it.
#pragma once

#include <string_view>

namespace faultline {

// Is told of each step, in a line of text, when it has happened.
class StepListener {
 public:
  virtual ~StepListener() = default;
  // `text` ends with a newline. May take as long as a slow reader needs; nothing that befalls the text ends the
  // process.
  virtual void line(std::string_view text) = 0;
};

// Is told before each thing that the runner asks of the system: to be opened and closed, to execute, to take a fault.
class Asking {
 public:
  virtual ~Asking() = default;
  // `live` false: what came of it is in the journal, and nothing is done.
  virtual void asks(bool live) = 0;
};

}  // namespace faultline
