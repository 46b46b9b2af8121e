#include "faultline/shrink/step_passes.h"
#include "faultline/shrink/steps.h"

namespace faultline::shrink {
namespace {

constexpr Number kFew = 4;  // values of a number that is no name, for which each is tried

// All wanted nodes of the steps from `begin` on.
template <class N, class Wanted>
std::vector<N*> wanted_behind(N& schedule, std::size_t begin, const Wanted& wanted) {
  std::vector<N*> all;
  for (std::size_t i = begin; i < schedule.parts.size(); ++i)
    for (N* node : find_nodes(schedule.parts[i], wanted)) all.push_back(node);
  return all;
}

// Takes each command out in turn, and makes attempts at each wanted node behind it, in all of those that equal it. Ends
// at the first success.
template <class Wanted, class Edit>
bool drop_and_edit(Search& search, const Wanted& wanted, const Edit& edit) {
  for (std::size_t gone = 0; gone < search.best().parts.size(); ++gone) {
    if (!is_step(search.best().parts[gone], StepKind::command)) continue;
    const Node rest = without(search.best(), gone, 1);
    const auto places = wanted_behind(rest, gone, wanted);
    for (const Node* place : places) {
      for (std::size_t attempt = 0;; ++attempt) {
        Node edited = *place;
        if (!edit(edited, attempt)) break;
        Node candidate = rest;
        const auto equal = [&](const Node& node) { return node == *place; };
        for (Node* same : wanted_behind(candidate, gone, equal)) *same = edited;
        if (search.accept(std::move(candidate))) return true;
      }
    }
  }
  return false;
}

}  // namespace

bool drop_for_replacement(Search& search) {
  const Shape* const step = &search.best().shape->parts.front().shape();
  const auto choices = [&](const Node& node) { return node.is(Shape::Kind::choice) && node.shape != step; };
  return drop_and_edit(search, choices, [](Node& node, std::size_t attempt) {
    if (attempt / 2 >= node.shape->parts.size()) return false;
    Node value = simplest(node.shape->parts[attempt / 2].shape());
    if (is_empty_group(value)) return true;
    if (attempt % 2 == 1) keep_members(node.parts.front(), value);
    node = choose(*node.shape, attempt / 2, std::move(value));
    return true;
  });
}

bool drop_for_change(Search& search) {
  const auto few = [](const Node& node) {
    return node.is(Shape::Kind::number) && node.shape->words.empty() && node.shape->high - node.shape->low < kFew;
  };
  return drop_and_edit(search, few, [](Node& node, std::size_t attempt) {
    node.rank = attempt;
    return static_cast<Number>(attempt) <= node.shape->high - node.shape->low;
  });
}

}  // namespace faultline::shrink
