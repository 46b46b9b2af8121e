// What one investigation may still cost. There is one cap for all that it finds, and each finding gets a share.
#pragma once

#include <algorithm>
#include <chrono>

#include "faultline/engine/runner/check.h"

namespace faultline {

// Starts when constructed.
class Budget {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Budget(const MinimiseLimits& limits) : limits_(limits), executions_(limits.executions) {}

  bool interrupted() const { return limits_.interrupted(); }
  // Nothing more may be tried.
  bool over() const { return executions_ == 0 || !holds(0); }
  // What takes so long may be begun.
  bool holds(double seconds) const { return seconds_left() > seconds && !interrupted(); }
  // No run may be under way any more.
  Clock::time_point end() const { return after(start_, limits_.seconds); }
  bool late() const { return seconds_left() <= 0; }

  // The limits of one search that may use this part of what is left, once so many seconds are put aside.
  MinimiseLimits share(double part, double aside = 0) const {
    MinimiseLimits limits = limits_;
    limits.seconds = std::max(0.0, seconds_left() - aside) * part;
    limits.executions = static_cast<std::uint32_t>(executions_ * part);
    return limits;
  }
  void spend(std::uint32_t executions) { executions_ -= std::min(executions, executions_); }

  static Clock::time_point after(Clock::time_point start, double seconds) {
    constexpr double kLongest = 1e9;  // what is longer need not end
    return start +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(seconds, kLongest)));
  }

 private:
  double seconds_left() const { return limits_.seconds - std::chrono::duration<double>(Clock::now() - start_).count(); }

  MinimiseLimits limits_;
  std::uint32_t executions_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace faultline
