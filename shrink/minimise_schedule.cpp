#include "faultline/shrink/minimise_schedule.h"

#include <algorithm>

#include "faultline/shrink/passes.h"
#include "faultline/shrink/plan.h"
#include "faultline/shrink/step_passes.h"
#include "faultline/shrink/steps.h"

namespace faultline::shrink {
namespace {

// The kind of the last command of the first `count` steps; nothing where they do not end in a command.
std::optional<std::uint64_t> command_at(const Node& schedule, std::size_t count) {
  if (count == 0 || count > schedule.parts.size()) return std::nullopt;
  const Node& step = schedule.parts[count - 1];
  if (!is_step(step, StepKind::command)) return std::nullopt;
  return step.parts.front().rank;
}

// Where the failure is of one kind of command, a schedule that fails so and ends there ends in that command. Others
// need not be run.
std::optional<std::uint64_t> last_command(const Node& schedule, const Hints& hints) {
  return hints.of_its_command ? command_at(schedule, hints.failing_step + 1) : std::nullopt;
}

bool no_step_can_go(Search& search) {
  const bool one_can = search.run([](Search& one) {
    for (std::size_t i = 0; i < one.best().parts.size(); ++i)
      if (one.accept(without(one.best(), i, 1))) return true;
    return false;
  });
  return !one_can && !search.spent();
}

// The places hold only until something in front of them goes: first the tail, then all that never took effect at once.
void begin(Search& search, const Hints& hints) {
  std::vector<std::uint32_t> unfired = hints.unfired;
  std::erase_if(unfired, [&](std::uint32_t place) { return place > hints.failing_step; });
  search.run([&](Search& s) { return truncate(s, hints.failing_step); });
  search.run([&](Search& s) { return drop_steps(s, unfired); });
  search.run(keep_last);
  search.run(keep_related);
  search.run(drop_kinds);
}

}  // namespace

TreeMinimum minimise_schedule(Problem problem, const Hints& hints, const Limits& limits) {
  problem.key = schedule_key;
  const std::optional<std::uint64_t> last = last_command(problem.start, hints);
  problem.allowed = [&](const Node& schedule) {
    return is_well_formed(schedule, hints.crash_points) &&
           (!last || last == command_at(schedule, schedule.parts.size()));
  };
  const Shape* const steps = problem.start.shape;
  const Shape* const step = &steps->parts.front().shape();
  Search search(std::move(problem), limits);
  begin(search, hints);
  using Plan = std::vector<PlannedPass>;
  Plan cheap{delete_outermost,
             delete_inner,
             split_togethers,
             merge_steps,
             join_sequences,
             hoist,
             drop_optionals,
             rename_words,
             lower_together,
             lower_singly,
             simplify_texts,
             drop_hits,
             postpone_crashes,
             regroup,
             [&](Search& s, bool) { return replace_alternatives(s, step); },
             swap_outermost,
             [&](Search& s, bool) { return sort_siblings(s, steps); }};
  Plan costly{[&](Search& s, bool) { return simplify_crashes(s, hints.crash_points); },
              [&](Search& s, bool) { return hints.recovers && replace_by_restarts(s); },
              [&](Search& s, bool) { return hints.recovers && crash_in_recovery(s, hints.crash_points); },
              drop_pairs,
              drop_for_change,
              drop_for_replacement,
              lower_pairs,
              redistribute,
              translate,
              lower_exactly,
              exchange_numbers};
  run_passes(search, std::move(cheap), std::move(costly));
  return conclude(search, no_step_can_go(search));
}

}  // namespace faultline::shrink
