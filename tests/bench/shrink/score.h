// The rows of one challenge.
#pragma once

#include <string>
#include <vector>

#include "faultline/targets/attach/bench.h"

#include "shrinks.h"

namespace faultline::bench {

struct Aim {
  std::string name;
  std::string simplest;   // the one right result
  double bar = 0;         // mean evaluations at most
  std::string published;  // by Hypothesis, for people
};

// `shrink.<challenge>.distinct` and `.evaluations`, ours and RapidCheck's. The first is also missed where the one
// result is not the right one, or not always proved 1-minimal.
std::vector<BenchRow> score(const Aim& aim, const Shrinks& ours, const Shrinks& theirs);

}  // namespace faultline::bench
