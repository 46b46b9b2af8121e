#include "faultline/shrink/counterfactuals.h"

#include <algorithm>

#include "faultline/shrink/steps.h"

namespace faultline::shrink {
namespace {

using Kind = Counterfactual::Kind;

constexpr std::size_t kOthers = 4;  // values tried of an argument

// A number or text of a step, and the name of the member that holds it.
struct Argument {
  std::string name;
  const Node* node;
};

bool is_argument(const Node& node) { return node.is(Shape::Kind::number) || node.is(Shape::Kind::text); }

// Calls `visit(name, node)` for every argument below; `name` is that of the member that holds `node` itself.
template <class N, class Visit>
void visit_arguments(N& node, const std::string& name, const Visit& visit) {
  if (is_argument(node)) return visit(name, node);
  const bool record = node.is(Shape::Kind::record);
  for (std::size_t i = 0; i < node.parts.size(); ++i)
    visit_arguments(node.parts[i], record ? node.shape->parts[i].name : name, visit);
}

// Whether all values that there are besides this one are few enough to be tried.
bool are_few(const Node& number) { return number.shape->high - number.shape->low <= Number{kOthers}; }

// Other ranks of a number: all, or its neighbours and the simplest.
std::vector<std::uint64_t> other_ranks(const Node& number) {
  std::vector<std::uint64_t> ranks;
  const auto add = [&](Number rank) {
    const bool exists = rank >= 0 && rank <= number.shape->high - number.shape->low;
    const auto other = static_cast<std::uint64_t>(rank);
    if (exists && ranks.size() < kOthers && other != number.rank &&
        std::find(ranks.begin(), ranks.end(), other) == ranks.end())
      ranks.push_back(other);
  };
  const Number rank = number.rank;
  if (!are_few(number))
    for (const Number near : {rank + 1, Number{0}, rank - 1, rank + 2}) add(near);
  for (Number next = 0; next <= Number{kOthers}; ++next) add(next);
  return ranks;
}

// Values to be tried instead, and whether these are all others.
std::pair<std::vector<Node>, bool> other_values(const Node& argument, const std::vector<std::string>* points) {
  std::vector<Node> others;
  if (argument.is(Shape::Kind::number)) {
    for (const std::uint64_t rank : other_ranks(argument)) others.push_back({argument.shape, rank});
    return {std::move(others), are_few(argument)};
  }
  static const std::vector<std::string> some{"b", "a", "c", "aa", ""};
  for (const std::string& text : points != nullptr ? *points : some) {
    Node other{argument.shape, 0, letters_of(text)};
    if (!(other == argument) && others.size() < kOthers) others.push_back(std::move(other));
  }
  return {std::move(others), points != nullptr && points->size() <= kOthers + 1};
}

// The old value replaced wherever an argument of this name has it.
Node replaced(const Node& schedule, const Argument& old, const Node& value) {
  Node changed = schedule;
  visit_arguments(changed, "", [&](const std::string& name, Node& node) {
    if (name == old.name && node == *old.node) node = value;
  });
  return changed;
}

}  // namespace

std::vector<Counterfactual> counterfactuals(const Node& schedule, const std::vector<std::string>& points) {
  std::vector<Counterfactual> all;
  std::vector<Argument> asked;
  for (std::size_t i = 0; i < schedule.parts.size(); ++i) {
    const Node& step = schedule.parts[i];
    all.push_back({Kind::without, i, "", true, {without(schedule, i, 1)}});
    const bool crash = is_step(step, StepKind::crash);
    const bool moves = (crash || is_step(step, StepKind::fault)) && i + 1 < schedule.parts.size();
    if (moves && !(step == schedule.parts[i + 1])) {
      Node later = schedule;
      std::swap(later.parts[i], later.parts[i + 1]);
      all.push_back({Kind::later, i, "", true, {std::move(later)}});
    }
    visit_arguments(step, "", [&](const std::string& name, const Node& node) {
      if (crash && name == "power_loss" && node.rank == 0) return;  // its disk may be a real one
      const auto known = [&](const Argument& other) { return other.name == name && *other.node == node; };
      if (std::any_of(asked.begin(), asked.end(), known)) return;
      asked.push_back({name, &node});
      const auto [values, are_all] = other_values(node, crash ? &points : nullptr);
      Counterfactual question{Kind::other_value, i, name, are_all, {}};
      for (const Node& value : values) {
        Node other = replaced(schedule, asked.back(), value);
        if (is_well_formed(other, points)) question.schedules.push_back(std::move(other));
      }
      if (!question.schedules.empty()) all.push_back(std::move(question));
    });
  }
  return all;
}

}  // namespace faultline::shrink
