// The order in which passes are run.
#pragma once

#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

#include "faultline/shrink/search.h"

namespace faultline::shrink {

struct PlannedPass {
  // `pass(search, again)`, or `pass(search)`. `again`: it has been run before.
  template <class Pass>
  PlannedPass(Pass pass) {  // NOLINT: a list of passes is a plan
    if constexpr (std::is_invocable_v<Pass, Search&>) {
      run = [pass](Search& search, bool) { return pass(search); };
    } else {
      run = pass;
    }
  }

  std::function<bool(Search&, bool again)> run;
  bool again = false;
  double yield = 1;  // how often it made progress lately
};

// Runs the cheap passes until none makes progress, then each of the costly ones once, then the cheap ones again. The
// costly ones are not put off either where the cheap ones only make numbers a little smaller: two that must stay near
// each other would take each other down in millions of small steps. Both kinds are sorted by their yield, so that what
// has been in vain waits. Ends when no pass makes progress or the search is spent.
void run_passes(Search& search, std::vector<PlannedPass> cheap, std::vector<PlannedPass> costly);

}  // namespace faultline::shrink
