#include <algorithm>

#include "faultline/shrink/step_passes.h"
#include "faultline/shrink/steps.h"

namespace faultline::shrink {
namespace {

// A group is a struct whose only member is a sequence: of one type of command, or of a choice of some.
const Shape* member_of_group(const Shape& shape) {
  if (shape.kind != Shape::Kind::record || shape.parts.size() != 1) return nullptr;
  const Shape& members = shape.parts.front().shape();
  return members.kind == Shape::Kind::sequence ? &members.parts.front().shape() : nullptr;
}

std::optional<std::size_t> alternative_of(const Shape& choice, const Shape& wanted) {
  for (std::size_t i = 0; i < choice.parts.size(); ++i)
    if (&choice.parts[i].shape() == &wanted) return i;
  return std::nullopt;
}

// Appends what the command holds, each as the value of a command of its own; else the command's own value.
void append_members(const Node& command, std::vector<Node>& all) {
  const Node& whole = command.parts.front();
  const auto value = [](const Node& member) -> const Node& {
    return member.is(Shape::Kind::choice) ? member.parts.front() : member;
  };
  const bool group = member_of_group(*whole.shape) != nullptr;
  const auto is_command = [&](const Node& member) {
    return alternative_of(*command.shape, *value(member).shape).has_value();
  };
  if (!group || !std::all_of(whole.parts.front().parts.begin(), whole.parts.front().parts.end(), is_command)) {
    all.push_back(whole);
    return;
  }
  for (const Node& member : whole.parts.front().parts) all.push_back(value(member));
}

// The group of the shape that holds these values, where each of them fits.
std::optional<Node> group_of(const Shape& group, const std::vector<Node>& values) {
  const Shape* member = member_of_group(group);
  if (member == nullptr) return std::nullopt;
  Node node = simplest(group);
  for (const Node& value : values) {
    if (value.shape == member) {
      node.parts.front().parts.push_back(value);
      continue;
    }
    const auto alternative = member->kind == Shape::Kind::choice ? alternative_of(*member, *value.shape) : std::nullopt;
    if (!alternative) return std::nullopt;
    node.parts.front().parts.push_back(choose(*member, *alternative, value));
  }
  return node;
}

// Tries `values` as one command in place of step `at`; step `gone` goes, where it is another.
bool put_together(Search& search, const std::vector<Node>& values, std::size_t at, std::size_t gone) {
  const auto put = [&](std::size_t alternative, Node value) {
    Node candidate = search.best();
    Node& command = candidate.parts[at].parts.front();
    command = choose(*command.shape, alternative, std::move(value));
    return search.accept(gone == at ? std::move(candidate) : without(candidate, gone, 1));
  };
  const Shape& command = held_by(search.best(), StepKind::command);
  if (values.size() == 1 && put(*alternative_of(command, *values.front().shape), values.front())) return true;
  for (std::size_t i = 0; i < command.parts.size(); ++i)
    if (auto group = group_of(command.parts[i].shape(), values); group && put(i, std::move(*group))) return true;
  return false;
}

// The first two commands, or the first one, that can be put together.
bool regroup_once(Search& search) {
  for (std::size_t i = 0; i < search.best().parts.size(); ++i) {
    for (std::size_t j = i; j < search.best().parts.size(); ++j) {
      const Node &first = search.best().parts[i], &second = search.best().parts[j];
      if (is_step(second, StepKind::restart) || is_step(second, StepKind::advance)) break;  // no group spans these
      if (!is_step(first, StepKind::command) || !is_step(second, StepKind::command)) continue;
      std::vector<Node> values;
      append_members(first.parts.front(), values);
      if (j != i) append_members(second.parts.front(), values);
      if (put_together(search, values, j, i) || (j != i && put_together(search, values, i, j))) return true;
    }
  }
  return false;
}

}  // namespace

bool regroup(Search& search) {
  bool progress = false;
  while (regroup_once(search)) progress = true;
  return progress;
}

}  // namespace faultline::shrink
