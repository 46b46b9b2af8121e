// What a reader of a minimal schedule asks: would it fail without this, or with that instead?
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "faultline/shrink/tree.h"

namespace faultline::shrink {

struct Counterfactual {
  enum class Kind : std::uint8_t {
    without,      // this step
    later,        // this fault or crash one step later
    other_value,  // another value of this argument, each in all places that have the old one
  };
  Kind kind;
  std::size_t step;      // of an argument: the first that has it
  std::string argument;  // its name
  bool all;              // there are no more values than those in `schedules`
  std::vector<Node> schedules;
};

// In the order of the steps. `points`: the crash points there are.
std::vector<Counterfactual> counterfactuals(const Node& schedule, const std::vector<std::string>& points);

}  // namespace faultline::shrink
