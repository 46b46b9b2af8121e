#include <algorithm>

#include "faultline/shrink/bisect.h"
#include "faultline/shrink/edits.h"
#include "faultline/shrink/passes.h"
#include "faultline/shrink/steps.h"

namespace faultline::shrink {
namespace {

constexpr std::size_t kAllPairs = 16;  // of more integers only neighbours

std::vector<const Node*> integers_of(const Search& search) { return find_nodes(search.best(), is_integer); }

Number distance(const Node& integer) {
  const Number away = integer.number() - number_at(*integer.shape, 0);
  return away < 0 ? -away : away;
}

// The integer `number` moved by `by` towards the simplest of its type; nothing where that leaves the domain.
std::optional<std::uint64_t> moved(const Node& integer, Number by) {
  const bool above = integer.number() > number_at(*integer.shape, 0);
  return rank_of(*integer.shape, integer.number() + (above ? -by : by));
}

// Tries to move by `most`, else by as much as goes.
template <class Try>
bool move_far(Number most, const Try& move_by) {
  if (most <= 0) return false;
  if (move_by(most)) return true;
  if (most == 1 || !move_by(1)) return false;
  least(0, most - 1, most, [&](Number left) { return move_by(most - left); });
  return true;
}

// Calls `change(i, j)` for pairs of integers, by their places among all integers.
template <class Change>
bool each_pair(Search& search, const Change& change) {
  bool progress = false;
  const std::size_t count = integers_of(search).size();
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i + 1; j < (count <= kAllPairs ? count : std::min(count, i + 2)); ++j)
      progress |= change(i, j);
  return progress;
}

bool accept_ranks(Search& search, std::size_t i, std::optional<std::uint64_t> first, std::size_t j,
                  std::optional<std::uint64_t> second) {
  if (!first || !second) return false;
  Node candidate = search.best();
  const auto integers = find_nodes(candidate, is_integer);
  integers[i]->rank = *first;
  integers[j]->rank = *second;
  return search.accept(std::move(candidate));
}

}  // namespace

bool lower_pairs(Search& search) {
  return each_pair(search, [&](std::size_t i, std::size_t j) {
    const Node first = *integers_of(search)[i], second = *integers_of(search)[j];
    return move_far(std::min(distance(first), distance(second)),
                    [&](Number by) { return accept_ranks(search, i, moved(first, by), j, moved(second, by)); });
  });
}

bool redistribute(Search& search) {
  return each_pair(search, [&](std::size_t i, std::size_t j) {
    const Node first = *integers_of(search)[i], second = *integers_of(search)[j];
    if (first.shape != second.shape) return false;
    return move_far(distance(first), [&](Number by) {
      const auto rank = moved(first, by);
      if (!rank) return false;
      const Number sum = first.number() + second.number();
      return accept_ranks(search, i, rank, j, rank_of(*second.shape, sum - number_at(*first.shape, *rank)));
    });
  });
}

bool translate(Search& search) {
  bool progress = false;
  for (std::size_t i = 0; i < integers_of(search).size(); ++i) {
    Node candidate = search.best();
    const auto integers = find_nodes(candidate, is_integer);
    const Shape* shape = integers[i]->shape;
    const Number by = integers[i]->number() - number_at(*shape, 0);
    bool fits = by != 0;
    for (Node* integer : integers) {
      if (integer->shape != shape) continue;
      const auto rank = rank_of(*shape, integer->number() - by);
      fits = fits && rank;
      integer->rank = rank.value_or(0);
    }
    if (fits) progress |= search.accept(std::move(candidate));
  }
  return progress;
}

bool add_up(Node& to, const Node& from, bool join_equal) {
  if (to.shape != from.shape) return false;
  if (is_integer(to)) {
    const Number sum = to.number() + from.number(), values = to.shape->high - to.shape->low + 1;
    const Number wrapped = sum > to.shape->high ? sum - values : sum < to.shape->low ? sum + values : sum;
    const auto rank = rank_of(*to.shape, wrapped);
    to.rank = rank.value_or(0);
    return rank.has_value();
  }
  if (to.is(Shape::Kind::text)) {
    if (join_equal || !(to == from)) to.parts = letters_of(text_of(to.parts) + text_of(from.parts));
    return true;
  }
  if (to.rank != from.rank || to.parts.size() != from.parts.size()) return false;
  bool fits = true;
  for (std::size_t i = 0; i < to.parts.size() && fits; ++i) fits = add_up(to.parts[i], from.parts[i], join_equal);
  return fits;
}

bool sum_up(Search& search) {
  return edit_each(search, of_kind(Shape::Kind::sequence), [](Node& node, std::size_t attempt) {
    if (attempt > 0 || node.parts.size() < 2) return false;
    Node sum = node.parts.front();
    for (std::size_t i = 1; i < node.parts.size(); ++i)
      if (!add_up(sum, node.parts[i], true)) return false;
    node.parts = {std::move(sum)};
    return true;
  });
}

bool fuse(Search& search) {
  // Attempt 2 i: element i + 1 goes into element i. Attempt 2 i + 1: the other way round.
  return edit_each(search, of_kind(Shape::Kind::sequence), [](Node& node, std::size_t& attempt) {
    for (; attempt / 2 + 1 < node.parts.size(); ++attempt) {
      const std::size_t first = attempt / 2;
      Node sum = node.parts[first + attempt % 2];
      if (!add_up(sum, node.parts[first + 1 - attempt % 2], true)) continue;
      node.parts[first] = std::move(sum);
      node = without(node, first + 1, 1);
      return true;
    }
    return false;
  });
}

}  // namespace faultline::shrink
