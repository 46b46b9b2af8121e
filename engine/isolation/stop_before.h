// Where a process stands still for a debugger: `replay --stop-at`.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "faultline/engine/runner/onlookers.h"

namespace faultline {

// Has this process wait once, before the thing asked as number `number`, counted from 1, for a debugger or SIGCONT;
// says so, and what to type. A debugger that is there, or comes, is broken into.
class StopBefore : public Asking {
 public:
  // `what`: how people call what is asked, "step 7, get(key="a")".
  StopBefore(std::uint32_t number, std::string what, StepListener& says)
      : number_(number), what_(std::move(what)), says_(says) {}
  void asks(bool live) override;
  // The run is over: says so where it never came so far.
  void over();

 private:
  const std::uint32_t number_;
  const std::string what_;
  StepListener& says_;
  std::uint32_t asked_ = 0;
};

}  // namespace faultline
