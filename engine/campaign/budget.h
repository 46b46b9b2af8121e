// What one investigation may still cost. There is one cap for all that it finds, and each finding gets a share.
#pragma once

#include <algorithm>
#include <chrono>

#include "faultline/engine/runner/check.h"

namespace faultline {

// Starts when constructed.
class Budget {
 public:
  explicit Budget(const MinimiseLimits& limits) : limits_(limits), executions_(limits.executions) {}

  bool interrupted() const { return limits_.interrupted(); }
  // Nothing more may be tried.
  bool over() const { return executions_ == 0 || seconds_left() <= 0 || interrupted(); }

  // The limits of one search that may use this part of what is left.
  MinimiseLimits share(double part) const {
    MinimiseLimits limits = limits_;
    limits.seconds = std::max(0.0, seconds_left()) * part;
    limits.executions = static_cast<std::uint32_t>(executions_ * part);
    return limits;
  }
  void spend(std::uint32_t executions) { executions_ -= std::min(executions, executions_); }

 private:
  double seconds_left() const {
    return limits_.seconds - std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  MinimiseLimits limits_;
  std::uint32_t executions_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace faultline
