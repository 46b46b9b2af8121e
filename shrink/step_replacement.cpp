#include <algorithm>

#include "faultline/shrink/passes.h"
#include "faultline/shrink/step_passes.h"
#include "faultline/shrink/steps.h"

namespace faultline::shrink {
namespace {

constexpr std::uint64_t kEarlyHits = 4;

// Takes apart the step `at`, in its order or the other way round.
Node taken_apart(const Node& schedule, std::size_t at, bool reversed) {
  std::vector<Node> commands = commands_of(schedule.parts[at]).parts;
  if (reversed) std::reverse(commands.begin(), commands.end());
  Node apart = without(schedule, at, 1);
  for (std::size_t i = 0; i < commands.size(); ++i)
    apart.parts.insert(apart.parts.begin() + static_cast<std::ptrdiff_t>(at + i),
                       make_step(schedule, StepKind::command, std::move(commands[i])));
  return apart;
}

// Something that can be added to something else.
bool has_amount(const Node& step) {
  return !find_nodes(step, [](const Node& node) {
            return (is_integer(node) && node.rank > 0) || (node.is(Shape::Kind::text) && !node.parts.empty());
          }).empty();
}

// Faults and advances merge with any other of their kind, a command with the next one of its kind.
bool may_merge(const Node& schedule, std::size_t from, std::size_t to) {
  const Node& step = schedule.parts[from];
  if (from == to || schedule.parts[to].rank != step.rank) return false;
  if (is_step(step, StepKind::fault) || is_step(step, StepKind::advance)) return true;
  if (!is_step(step, StepKind::command) || !has_amount(step)) return false;
  const auto alike = [&](const Node& other) {
    return other.rank == step.rank && other.parts.front().rank == step.parts.front().rank;
  };
  const auto [first, last] = std::minmax(from, to);
  const auto between = schedule.parts.begin() + static_cast<std::ptrdiff_t>(first) + 1;
  return alike(schedule.parts[to]) &&
         std::none_of(between, schedule.parts.begin() + static_cast<std::ptrdiff_t>(last), alike);
}

// The hit to try after `tried`, of those below `hit`: the first few, then the last two.
std::uint64_t next_hit(std::uint64_t tried, std::uint64_t hit) {
  return tried < kEarlyHits || tried + 2 >= hit ? tried + 1 : hit - 2;
}

bool accept_merged(Search& search, std::size_t from, std::size_t to, bool join_equal) {
  Node sum = search.best().parts[to];
  if (!add_up(sum, search.best().parts[from], join_equal)) return false;
  Node candidate = search.best();
  candidate.parts[to] = std::move(sum);
  return search.accept(without(candidate, from, 1));
}

// The candidate with the crash at the first hit that is accepted below the one it has: a few early ones, the last two.
bool accept_lower_hit(Search& search, const Node& candidate, std::size_t crash) {
  const std::uint64_t hit = hit_of(candidate.parts[crash]).rank;
  for (std::uint64_t lower = 1; lower < hit; lower = next_hit(lower, hit)) {
    Node lowered = candidate;
    hit_of(lowered.parts[crash]).rank = lower;
    if (search.accept(std::move(lowered))) return true;
  }
  return false;
}

// Takes element number `back` from the end out of the nth sequence within the steps. Whether there was one, and such a
// sequence.
std::pair<bool, bool> erase_inner(Node& schedule, std::size_t nth, std::size_t back) {
  auto all = find_nodes(schedule, of_kind(Shape::Kind::sequence));
  if (nth + 1 >= all.size()) return {false, false};
  Node& sequence = *all[nth + 1];
  if (back > sequence.parts.size()) return {false, true};
  sequence = without(sequence, sequence.parts.size() - back, 1);
  return {true, true};
}

bool drop_inner_hits(Search& search, std::size_t crash) {
  bool progress = false;
  for (std::size_t nth = 0, back = 1;;) {
    Node candidate = search.best();
    const auto [erased, exists] = erase_inner(candidate, nth, back);
    if (!exists) return progress;
    if (!erased) {
      ++nth;
      back = 1;
    } else if (accept_lower_hit(search, candidate, crash)) {
      progress = true;
    } else {
      ++back;
    }
  }
}

Node crash_at(const Node& old, std::uint64_t power_loss, const std::string& point, std::uint64_t hit) {
  Node crash = old;
  power_loss_of(crash).rank = power_loss;
  point_of(crash).parts = letters_of(point);
  hit_of(crash).rank = hit;
  return crash;
}

// Crashes that are worth a try in place of this one, the simplest first: the same at the first hit of every other
// point; and at its own point earlier hits, or the power on, or another part of the unsynced that stays.
std::vector<Node> simpler_crashes(const Node& old, const std::vector<std::string>& points) {
  const std::uint64_t now = power_loss_of(old).rank, last = hit_of(old).rank;
  const std::string own = text_of(point_of(old).parts);
  std::vector<Node> simpler;
  for (std::uint64_t less = 0; less < now; ++less) simpler.push_back(crash_at(old, less, own, last));
  for (const auto& point : points) simpler.push_back(crash_at(old, now, point, 1));
  for (std::uint64_t hit = 1; hit < last; hit = next_hit(hit, last)) simpler.push_back(crash_at(old, now, own, hit));
  std::sort(simpler.begin(), simpler.end(), [](auto& a, auto& b) { return order_key(a) < order_key(b); });
  return simpler;
}

}  // namespace

bool split_togethers(Search& search) {
  bool progress = false;
  for (std::size_t i = 0; i < search.best().parts.size(); ++i) {
    const auto together = [&] { return is_step(search.best().parts[i], StepKind::together); };
    for (std::size_t out = 0; together() && out < 3 && commands_of(search.best().parts[i]).parts.size() > 2; ++out) {
      Node candidate = search.best();
      Node& commands = candidate.parts[i].parts.front().parts.front();
      commands = without(commands, out, 1);
      progress |= search.accept(std::move(candidate));
    }
    for (const bool reversed : {false, true})
      if (together()) progress |= search.accept(taken_apart(search.best(), i, reversed));
  }
  return progress;
}

bool merge_steps(Search& search) {
  bool progress = false;
  for (std::size_t from = 0; from < search.best().parts.size(); ++from) {
    for (std::size_t to = 0; to < search.best().parts.size() && from < search.best().parts.size(); ++to) {
      if (!may_merge(search.best(), from, to)) continue;
      progress |= accept_merged(search, from, to, false) || accept_merged(search, from, to, true);
    }
  }
  return progress;
}

bool replace_by_restarts(Search& search) {
  bool progress = false;
  for (std::size_t i = 0; i < search.best().parts.size(); ++i) {
    const bool crash = is_step(search.best().parts[i], StepKind::crash);
    if (!crash && !is_step(search.best().parts[i], StepKind::command)) continue;
    Node candidate = without(search.best(), i, 1);
    const Node restart = make_step(candidate, StepKind::restart, simplest(held_by(candidate, StepKind::restart)));
    candidate.parts.insert(crash ? candidate.parts.end() : candidate.parts.begin() + static_cast<std::ptrdiff_t>(i),
                           restart);
    progress |= search.accept(std::move(candidate));
  }
  return progress;
}

bool drop_hits(Search& search) {
  bool progress = false;
  for (std::size_t crash = 0; crash < search.best().parts.size(); ++crash) {
    if (!is_step(search.best().parts[crash], StepKind::crash)) continue;
    for (std::size_t i = search.best().parts.size(); i-- > 0;) {
      if (i == crash || hit_of(search.best().parts[crash]).rank < 2) continue;
      const std::size_t moved = i < crash ? crash - 1 : crash;
      if (!accept_lower_hit(search, without(search.best(), i, 1), moved)) continue;
      crash = moved;
      progress = true;
    }
    if (hit_of(search.best().parts[crash]).rank >= 2) progress |= drop_inner_hits(search, crash);
  }
  return progress;
}

bool postpone_crashes(Search& search) {
  bool progress = false;
  for (std::size_t i = 0; i + 1 < search.best().parts.size(); ++i) {
    if (!is_step(search.best().parts[i], StepKind::crash) || hit_of(search.best().parts[i]).rank < 2) continue;
    Node candidate = search.best();
    std::swap(candidate.parts[i], candidate.parts[i + 1]);
    progress |= accept_lower_hit(search, candidate, i + 1);
  }
  return progress;
}

bool crash_in_recovery(Search& search, const std::vector<std::string>& points) {
  bool progress = false;
  for (std::size_t i = 0; i + 1 < search.best().parts.size(); ++i) {
    const Node old = search.best().parts[i];
    if (!is_step(old, StepKind::crash) || !is_step(search.best().parts[i + 1], StepKind::command)) continue;
    if (power_loss_of(old).rank == 0) continue;  // a clean restart has nothing under way that a killed process loses
    Node candidate = search.best();
    candidate.parts[i + 1] = make_step(candidate, StepKind::restart, simplest(held_by(candidate, StepKind::restart)));
    // From the last: what comes late is more often of recovery.
    progress |= std::any_of(points.rbegin(), points.rend(), [&](const std::string& point) {
      candidate.parts[i] = crash_at(old, power_loss_of(old).rank, point, 1);
      return search.accept(candidate);
    });
  }
  return progress;
}

bool simplify_crashes(Search& search, const std::vector<std::string>& points) {
  bool progress = false;
  for (std::size_t i = 0; i < search.best().parts.size(); ++i) {
    const Node old = search.best().parts[i];
    if (!is_step(old, StepKind::crash)) continue;
    for (Node& crash : simpler_crashes(old, points)) {
      Node candidate = search.best();
      candidate.parts[i] = std::move(crash);
      if (!search.accept(std::move(candidate))) continue;
      progress = true;
      break;
    }
  }
  return progress;
}

}  // namespace faultline::shrink
