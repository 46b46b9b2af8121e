// Single passes over schedules, and what they make of them, for tests.
#pragma once

#include <string>

#include "faultline/shrink/step_passes.h"

#include "schedules.h"
#include "searching.h"

namespace faultline::shrink::testing {

inline const AnyStep kSync = Command(Sync{}), kA = Command(Delete{"a"}), kB = Command(Delete{"b"}),
                     kDrop = Fault(Drop{1});

inline bool always(const Schedule&) { return true; }

// What a pass makes of a schedule, run again while it gets on.
template <class Pass>
std::string after_steps(const Pass& pass, const Schedule& start, const Fails<Schedule>& fails) {
  Problem problem = problem_of(start, fails);
  problem.key = schedule_key;
  Search search(std::move(problem), {});
  while (search.run(pass)) continue;
  return text(value_of<Schedule>(search.best()));
}

}  // namespace faultline::shrink::testing
