// The steps of a schedule's tree. A step is a choice of command, fault, crash and so on (engine/words/schedule.h).
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "faultline/engine/words/schedule.h"
#include "faultline/shrink/tree.h"

namespace faultline::shrink {

inline bool is_step(const Node& step, StepKind kind) { return step.rank == static_cast<std::uint64_t>(kind); }

// What a step of that kind holds.
inline const Shape& held_by(const Node& schedule, StepKind kind) {
  const Shape& step = schedule.shape->parts.front().shape();
  return step.parts[static_cast<std::size_t>(kind)].shape();
}

// A step of this schedule that holds `value`.
inline Node make_step(const Node& schedule, StepKind kind, Node value) {
  return choose(schedule.shape->parts.front().shape(), static_cast<std::size_t>(kind), std::move(value));
}

// The sequence of commands in a step of commands given together.
inline const Node& commands_of(const Node& together) { return together.parts.front().parts.front(); }

// What a crash step holds.
inline Node& power_loss_of(Node& crash) { return crash.parts.front().parts[0]; }
inline const Node& power_loss_of(const Node& crash) { return crash.parts.front().parts[0]; }
inline Node& point_of(Node& crash) { return crash.parts.front().parts[1]; }
inline const Node& point_of(const Node& crash) { return crash.parts.front().parts[1]; }
inline Node& hit_of(Node& crash) { return crash.parts.front().parts[2]; }
inline const Node& hit_of(const Node& crash) { return crash.parts.front().parts[2]; }

// Crashes have one of these points and a hit from 1 on; two or three commands are given together.
inline bool is_well_formed(const Node& schedule, const std::vector<std::string>& points) {
  return std::all_of(schedule.parts.begin(), schedule.parts.end(), [&](const Node& step) {
    if (is_step(step, StepKind::crash))
      return hit_of(step).rank > 0 &&
             std::find(points.begin(), points.end(), text_of(point_of(step).parts)) != points.end();
    if (!is_step(step, StepKind::together)) return true;
    const std::size_t commands = commands_of(step).parts.size();
    return commands == 2 || commands == 3;
  });
}

inline Node without(const Node& sequence, std::size_t begin, std::size_t count) {
  Node rest = sequence;
  rest.parts.erase(rest.parts.begin() + static_cast<std::ptrdiff_t>(begin),
                   rest.parts.begin() + static_cast<std::ptrdiff_t>(std::min(begin + count, rest.parts.size())));
  return rest;
}

}  // namespace faultline::shrink
