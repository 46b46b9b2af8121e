#include <algorithm>

#include "faultline/shrink/edits.h"
#include "faultline/shrink/passes.h"

namespace faultline::shrink {
namespace {

constexpr std::size_t kHoisted = 8;  // descendants tried for one ancestor

std::vector<const Node*> same_below(const Node& node) {
  std::vector<std::pair<std::uint64_t, const Node*>> sized;
  visit_nodes(node, [&](const Node& below) {
    if (&below != &node && below.shape == node.shape) sized.emplace_back(size_of(below), &below);
  });
  std::stable_sort(sized.begin(), sized.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const Node*> found;
  for (const auto& [size, below] : sized)
    if (found.size() < kHoisted) found.push_back(below);
  return found;
}

bool is_record(const Node& node) { return node.is(Shape::Kind::record); }

// Attempt 0: all of them in order. Attempt i: numbers i - 1 and i exchanged. `at` gives where they stand.
bool put_in_order(std::vector<Node>& parts, const std::vector<std::size_t>& at, std::size_t attempt) {
  if (at.size() < 2 || attempt >= at.size()) return false;
  if (attempt > 0) {
    std::swap(parts[at[attempt - 1]], parts[at[attempt]]);
    return true;
  }
  std::vector<std::pair<Key, std::size_t>> keys;
  for (const std::size_t i : at) keys.emplace_back(order_key(parts[i]), i);
  std::stable_sort(keys.begin(), keys.end());
  const std::vector<Node> old = parts;
  for (std::size_t i = 0; i < at.size(); ++i) parts[at[i]] = old[keys[i].second];
  return true;
}

std::vector<std::size_t> all_of(const Node& sequence) {
  std::vector<std::size_t> at(sequence.parts.size());
  for (std::size_t i = 0; i < at.size(); ++i) at[i] = i;
  return at;
}

}  // namespace

bool hoist(Search& search) {
  const auto any = [](const Node& node) {
    return !node.is(Shape::Kind::number) && !node.is(Shape::Kind::text) && !node.parts.empty();
  };
  return edit_each(search, any, [](Node& node, std::size_t attempt) {
    const auto below = same_below(node);
    if (attempt >= below.size()) return false;
    Node chosen = *below[attempt];
    node = std::move(chosen);
    return true;
  });
}

bool replace_alternatives(Search& search, const Shape* step) {
  const auto wanted = [&](const Node& node) { return node.is(Shape::Kind::choice) && node.shape != step; };
  return edit_each(search, wanted, [&](Node& node, std::size_t attempt) {
    const std::size_t alternative = attempt / 3, how = attempt % 3;
    if (alternative >= node.shape->parts.size()) return false;
    Node value = simplest(node.shape->parts[alternative].shape());
    if (step != nullptr && is_empty_group(value)) return true;  // regroup tries those with something in them
    if (how < 2) keep_members(node.parts.front(), value);
    if (how == 1)
      visit_nodes(value, [](Node& kept) {
        if (kept.is(Shape::Kind::number)) kept.rank = 0;
      });
    node = choose(*node.shape, alternative, std::move(value));
    return true;
  });
}

bool sort_siblings(Search& search, const Shape* steps) {
  const auto wanted = [&](const Node& node) { return node.is(Shape::Kind::sequence) && node.shape != steps; };
  const bool sequences = edit_each(
      search, wanted, [](Node& node, std::size_t attempt) { return put_in_order(node.parts, all_of(node), attempt); });
  // The members of a struct that have the type of member number `attempt / size`.
  const bool members = edit_each(search, is_record, [](Node& node, std::size_t& attempt) {
    const std::size_t size = node.parts.size();
    for (; size > 0 && attempt / size < size; ++attempt) {
      const std::size_t first = attempt / size;
      std::vector<std::size_t> alike;
      for (std::size_t i = 0; i < size; ++i)
        if (node.parts[i].shape == node.parts[first].shape) alike.push_back(i);
      if (alike.front() == first && put_in_order(node.parts, alike, attempt % size)) return true;
    }
    return false;
  });
  return sequences || members;
}

bool swap_outermost(Search& search) {
  bool progress = false;
  for (std::size_t i = 1; i < search.best().parts.size();) {
    Node candidate = search.best();
    std::swap(candidate.parts[i - 1], candidate.parts[i]);
    const bool accepted = search.accept(std::move(candidate));
    progress |= accepted;
    i = accepted ? std::max<std::size_t>(i, 2) - 1 : i + 1;
  }
  return progress;
}

}  // namespace faultline::shrink
