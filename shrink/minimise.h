// The minimiser: from a failing schedule to the simplest one that fails in the same way.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "faultline/shrink/combined.h"
#include "faultline/shrink/passes.h"
#include "faultline/shrink/regroup.h"

namespace faultline::shrink {

// What is known of the failing run to begin with.
struct Hints {
  std::uint32_t failing_step = 0;
  std::vector<std::uint32_t> unfired;  // steps that never took effect
  std::vector<std::string> crash_points;
  bool recovers = true;  // the target can be restarted
};

template <class Schedule>
struct Minimum {
  Schedule schedule;
  std::uint32_t executions = 0;
  bool one_minimal = false;  // no single step can go; `removals` tells what each removal does
  bool capped = false;       // a limit or an interrupt came first
  std::vector<Fate> removals;
};

// `start` must fail with `Fate::same`. Deterministic in `start` and the answers of `evaluate`. `on_progress` is
// called after each pass with the executions so far and the best schedule.
template <class Schedule>
Minimum<Schedule> minimise(Schedule start, typename Search<Schedule>::Evaluate evaluate, const Hints& hints,
                           const Limits& limits, std::function<bool()> interrupted,
                           std::function<void(std::uint32_t, const Schedule&)> on_progress = nullptr) {
  Search<Schedule> search(std::move(start), std::move(evaluate), limits, std::move(interrupted));
  const auto report = [&](bool progress) {
    if (on_progress) on_progress(search.executions(), search.best());
    return progress && !search.spent();
  };

  // The hints' indices hold only until something in front of them goes: first the tail, then all the unfired at once.
  std::vector<std::uint32_t> unfired = hints.unfired;
  std::erase_if(unfired, [&](std::uint32_t index) { return index > hints.failing_step; });
  truncate(search, hints.failing_step);
  drop_steps(search, unfired);
  report(drop_kinds(search));

  bool again = true;
  while (again && !search.spent()) {
    again = report(delete_chunks(search));
    again |= report(delete_elements(search));
    again |= report(split_togethers(search));
    again |= report(merge_advances(search));
    if (hints.recovers) again |= report(replace_by_restarts(search));
    again |= report(drop_hits(search));
    again |= report(drop_element_hits(search));
    again |= report(regroup(search));
    again |= report(replace_alternatives(search));
    again |= report(simplify_crashes(search, hints.crash_points));
    again |= report(rename_words(search));
    again |= report(lower_leaves(search, true));
    again |= report(lower_leaves(search, false));
    again |= report(reorder(search));
    again |= report(reorder_elements(search));
    // Costly, so only where all else has come to an end.
    if (!again) again = report(drop_for_replacement(search));
    if (!again) again = report(drop_for_change(search));
  }

  Minimum<Schedule> minimum{search.best(), 0, !search.spent(), search.spent(), {}};
  for (std::size_t i = 0; i < search.best().size() && minimum.one_minimal; ++i) {
    minimum.removals.push_back(search.fate(without(search.best(), i, 1)));
    minimum.one_minimal = minimum.removals.back() != Fate::same && !search.spent();
  }
  minimum.executions = search.executions();
  return minimum;
}

}  // namespace faultline::shrink
