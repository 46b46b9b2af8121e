// The minimiser for schedules: minimise.h with what is known of steps.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "faultline/shrink/minimise.h"

namespace faultline::shrink {

// What is known of the failing run to begin with.
struct Hints {
  std::uint32_t failing_step = 0;
  bool of_its_command = false;         // the failure is one of the failing step's kind of command
  std::vector<std::uint32_t> unfired;  // steps that never took effect
  std::vector<std::string> crash_points;
  bool recovers = true;  // the target can be restarted
};

// `problem.start` is a schedule's tree; its key and domain are set here. One-minimal: no single step can go.
TreeMinimum minimise_schedule(Problem problem, const Hints& hints, const Limits& limits);

}  // namespace faultline::shrink
