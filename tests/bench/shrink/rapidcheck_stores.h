// RapidCheck's rc::state on two of the planted bugs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shrinks.h"

namespace faultline::bench {

// A planted bug, and what as many failing sequences of `length` commands on average came to. Executions are the runs
// after the first that failed.
struct PeerBug {
  std::string name;
  Shrinks (*shrink)(std::uint64_t seeds, int length);
};
std::vector<PeerBug> rapidcheck_bugs();

}  // namespace faultline::bench
