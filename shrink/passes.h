// The passes. Each states its contract; each returns whether it made progress.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <tuple>
#include <vector>

#include "faultline/shrink/leaves.h"
#include "faultline/shrink/search.h"

namespace faultline::shrink {

template <class Schedule>
Schedule without(const Schedule& schedule, std::size_t begin, std::size_t count) {
  Schedule rest = schedule;
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(begin),
             rest.begin() + static_cast<std::ptrdiff_t>(std::min(begin + count, rest.size())));
  return rest;
}

// Drops everything behind the failing step.
template <class Schedule>
bool truncate(Search<Schedule>& search, std::size_t failing_step) {
  if (failing_step + 1 >= search.best().size()) return false;
  return search.accept(without(search.best(), failing_step + 1, search.best().size()));
}

// Drops the steps at the given indices all at once: faults and crashes that never took effect.
template <class Schedule>
bool drop_steps(Search<Schedule>& search, std::vector<std::uint32_t> indices) {
  Schedule rest = search.best();
  std::sort(indices.begin(), indices.end(), std::greater<>());
  for (const auto index : indices)
    if (index < rest.size()) rest.erase(rest.begin() + index);
  return rest.size() < search.best().size() && search.accept(std::move(rest));
}

// Drops all crashes, all faults, all restarts, then every command of one kind, each group at once.
template <class Schedule>
bool drop_kinds(Search<Schedule>& search) {
  bool progress = false;
  const auto drop_if = [&](auto matches) {
    Schedule rest = search.best();
    std::erase_if(rest, matches);
    if (rest.size() < search.best().size() && search.accept(std::move(rest))) progress = true;
  };
  for (const auto kind : {StepKind::crash, StepKind::fault, StepKind::restart, StepKind::heal, StepKind::advance})
    drop_if([&](const auto& step) { return kind_of(step) == kind; });
  using Command = std::variant_alternative_t<0, typename Schedule::value_type>;
  for (std::size_t i = 0; i < std::variant_size_v<Command>; ++i)
    drop_if([&](const auto& step) { return step.index() == 0 && std::get<0>(step).index() == i; });
  return progress;
}

// Deletes runs of steps from the right, halving the length down to single steps; ends when no single step can go.
template <class Schedule>
bool delete_chunks(Search<Schedule>& search) {
  bool progress = false;
  for (std::size_t length = std::max<std::size_t>(1, search.best().size() / 2); length > 0;) {
    bool any = false;
    for (std::size_t end = search.best().size(); end > 0;) {
      const std::size_t begin = end > length ? end - length : 0;
      if (search.accept(without(search.best(), begin, end - begin))) any = progress = true;
      end = std::min(begin, search.best().size());
    }
    if (length > 1) {
      length /= 2;
    } else if (!any) {
      break;
    }
  }
  return progress;
}

// Takes element number `back` from the end out of the nth vector inside a step. `found`: there is such a vector.
template <class Schedule>
bool erase_element(Schedule& schedule, std::size_t nth, std::size_t back, bool& found) {
  std::size_t index = 0;
  bool erased = false;
  found = false;
  const auto erase_from_nth = [&](auto& vector) {
    if (index++ != nth) return;
    found = true;
    if (vector.size() < back) return;
    vector.erase(vector.end() - static_cast<std::ptrdiff_t>(back));
    erased = true;
  };
  for_each_argument(schedule, [&](auto& argument) { for_each_vector(argument, erase_from_nth); });
  return erased;
}

// Deletes single elements of vectors inside steps (the writes of a transaction), from the right.
template <class Schedule>
bool delete_elements(Search<Schedule>& search) {
  bool progress = false, found = true;
  for (std::size_t nth = 0;; ++nth) {  // the nth vector of the schedule
    for (std::size_t back = 1;;) {
      Schedule candidate = search.best();
      if (!erase_element(candidate, nth, back, found)) break;
      if (search.accept(std::move(candidate))) {
        progress = true;  // the next element has moved into this place
      } else {
        ++back;
      }
    }
    if (!found) return progress;
  }
}

// Lowers argument leaves: all leaves with one value together (keys renamed to fewer and simpler ones), then singly.
template <class Schedule>
bool lower_leaves(Search<Schedule>& search, bool together) {
  bool progress = false;
  for (std::size_t i = 0;; ++i) {
    const auto leaves = leaves_of(search.best());
    if (i >= leaves.size()) return progress;
    const LeafValue& old = leaves[i];
    if (together && std::count_if(leaves.begin(), leaves.end(), [&](auto& l) { return l.same(old); }) < 2) continue;
    auto ranks = lower_ranks(old.rank);
    if (old.text) ranks.push_back(old.rank);  // no shorter, but of simpler letters
    for (const std::uint64_t rank : ranks) {
      Schedule candidate = search.best();
      std::size_t index = 0;
      const auto lower = [&](auto& leaf) {
        const bool chosen = together ? leaf_value(leaf).same(old) : index == i;
        ++index;
        if (chosen) set_rank(leaf, rank);
      };
      for_each_argument(candidate, [&](auto& argument) { for_each_leaf(argument, lower); });
      if (!search.accept(std::move(candidate))) continue;
      progress = true;
      if (rank >= 8) --i;  // halved, perhaps not yet at its lowest: once more
      break;
    }
  }
}

// Swaps neighbouring steps into canonical order.
template <class Schedule>
bool reorder(Search<Schedule>& search) {
  bool progress = false;
  for (std::size_t i = 1; i < search.best().size(); ++i) {
    Schedule candidate = search.best();
    std::swap(candidate[i - 1], candidate[i]);
    if (!search.accept(std::move(candidate))) continue;
    progress = true;
    i = i >= 2 ? i - 2 : 0;
  }
  return progress;
}

// Replaces commands, faults and the variants inside them by another alternative: its simplest value, or that with the
// fields of the same name and type kept.
template <class Schedule>
bool replace_alternatives(Search<Schedule>& search) {
  bool progress = false;
  for (std::size_t nth = 0;; ++nth) {  // the nth variant of the schedule
    bool found = false;
    for (std::size_t choice = 0;; ++choice) {
      Schedule candidate = search.best();
      std::size_t index = 0;
      bool exists = false;
      const auto replace_nth = [&]<class V>(V& variant) {
        if (index++ != nth) return;
        found = true;
        exists = choice / 2 < std::variant_size_v<V>;
        if (exists) switch_alternative(variant, choice / 2, choice % 2 == 1);
      };
      for_each_argument(candidate, [&](auto& argument) { for_each_variant(argument, replace_nth); });
      if (!exists) break;
      if (search.accept(std::move(candidate))) {
        progress = true;
        break;
      }
    }
    if (!found) return progress;
  }
}

// A clean restart instead: in the place of a command, or at the end for a crash.
template <class Schedule>
bool replace_by_restarts(Search<Schedule>& search) {
  constexpr auto restart = std::in_place_index<static_cast<std::size_t>(StepKind::restart)>;
  bool progress = false;
  for (std::size_t i = 0; i < search.best().size(); ++i) {
    const bool crash = kind_of(search.best()[i]) == StepKind::crash;
    if (!crash && kind_of(search.best()[i]) != StepKind::command) continue;
    Schedule candidate = without(search.best(), i, 1);
    candidate.emplace(crash ? candidate.end() : candidate.begin() + static_cast<std::ptrdiff_t>(i), restart);
    progress |= search.accept(std::move(candidate));
  }
  return progress;
}

// Takes commands that are given together apart, into either order; of three, leaves one out.
template <class Schedule>
bool split_togethers(Search<Schedule>& search) {
  using Command = std::variant_alternative_t<0, typename Schedule::value_type>;
  bool progress = false;
  for (std::size_t i = 0; i < search.best().size(); ++i) {
    for (std::size_t left_out = 0; left_out < 3; ++left_out) {
      Schedule candidate = search.best();
      auto* together = std::get_if<Together<Command>>(&candidate[i]);
      if (together == nullptr || together->commands.size() < 3) break;
      together->commands.erase(together->commands.begin() + static_cast<std::ptrdiff_t>(left_out));
      progress |= search.accept(std::move(candidate));
    }
    for (const bool reversed : {false, true}) {
      const auto* together = std::get_if<Together<Command>>(&search.best()[i]);
      if (together == nullptr) break;
      std::vector<Command> commands = together->commands;
      if (reversed) std::reverse(commands.begin(), commands.end());
      Schedule candidate = without(search.best(), i, 1);
      for (auto command = commands.rbegin(); command != commands.rend(); ++command)
        candidate.emplace(candidate.begin() + static_cast<std::ptrdiff_t>(i), std::in_place_index<0>, *command);
      progress |= search.accept(std::move(candidate));
    }
  }
  return progress;
}

// Adds an advance's seconds to another one and drops it.
template <class Schedule>
bool merge_advances(Search<Schedule>& search) {
  bool progress = false;
  for (std::size_t from = 0; from < search.best().size(); ++from) {
    for (std::size_t to = 0; to < search.best().size() && from < search.best().size(); ++to) {
      const auto* dropped = std::get_if<Advance>(&search.best()[from]);
      const auto* kept = std::get_if<Advance>(&search.best()[to]);
      if (dropped == nullptr) break;
      if (kept == nullptr || from == to) continue;
      const std::int64_t sum = dropped->seconds + kept->seconds;
      if (sum > Count<1, 3600>::high) continue;
      Schedule candidate = search.best();
      std::get<Advance>(candidate[to]).seconds = sum;
      progress |= search.accept(without(candidate, from, 1));
    }
  }
  return progress;
}

// Drops a step that only served to pass a crash point once, and lowers the hit with it.
template <class Schedule>
bool drop_hits(Search<Schedule>& search) {
  bool progress = false;
  for (std::size_t crash = 0; crash < search.best().size(); ++crash) {
    for (std::size_t i = 0; i < search.best().size(); ++i) {
      if (kind_of(search.best()[crash]) != StepKind::crash || i == crash) continue;
      const auto hit = std::get<Crash>(search.best()[crash]).hit;
      for (std::uint32_t lower = 1; lower < hit; ++lower) {
        Schedule candidate = search.best();
        std::get<Crash>(candidate[crash]).hit = lower;
        if (!search.accept(without(candidate, i, 1))) continue;
        if (i < crash) --crash;
        progress = true;
        break;
      }
      if (crash >= search.best().size()) return progress;
    }
  }
  return progress;
}

// Crashes at their earliest hit, and at the simplest of the known points that will do.
template <class Schedule>
bool simplify_crashes(Search<Schedule>& search, const std::vector<std::string>& points) {
  constexpr std::uint32_t kHits = 4;
  bool progress = false;
  for (std::size_t i = 0; i < search.best().size(); ++i) {
    if (kind_of(search.best()[i]) != StepKind::crash) continue;
    const Crash old = std::get<Crash>(search.best()[i]);
    std::vector<Crash> simpler;
    for (const auto& point : points)
      for (std::uint32_t hit = 1; hit <= kHits; ++hit) simpler.push_back({point, hit});
    for (std::uint32_t hit = kHits + 1; hit < old.hit; ++hit) simpler.push_back({old.point, hit});
    std::sort(simpler.begin(), simpler.end(), [](const Crash& a, const Crash& b) {
      return std::tuple(a.point.size(), a.point, a.hit) < std::tuple(b.point.size(), b.point, b.hit);
    });
    for (const Crash& crash : simpler) {
      Schedule candidate = search.best();
      std::get<Crash>(candidate[i]) = crash;
      if (!search.accept(std::move(candidate))) continue;
      progress = true;
      break;
    }
  }
  return progress;
}

}  // namespace faultline::shrink
