#include "faultline/shrink/order.h"

#include "faultline/shrink/steps.h"

namespace faultline::shrink {
namespace {

void append_ranks(const Node& node, Key& key) {
  switch (node.shape->kind) {
    case Shape::Kind::number:
      key.push_back(node.rank);
      return;
    case Shape::Kind::choice:
      key.push_back(node.rank);
      break;
    case Shape::Kind::record:
      break;
    default:
      key.push_back(node.parts.size());
  }
  for (const Node& part : node.parts) append_ranks(part, key);
}

}  // namespace

std::uint64_t size_of(const Node& node) {
  if (node.is(Shape::Kind::number) || node.is(Shape::Kind::text)) return 1;
  std::uint64_t size = !node.is(Shape::Kind::record);
  for (const Node& part : node.parts) size += size_of(part);
  return size;
}

Key order_key(const Node& value) {
  Key key{size_of(value)};
  append_ranks(value, key);
  return key;
}

Key schedule_key(const Node& schedule) {
  std::uint64_t crashes = 0, faults = 0, togethers = 0, commands = 0;
  for (const Node& step : schedule.parts) {
    crashes += is_step(step, StepKind::crash);
    faults += is_step(step, StepKind::fault);
    togethers += is_step(step, StepKind::together);
    commands += is_step(step, StepKind::command);
    if (is_step(step, StepKind::together)) commands += commands_of(step).parts.size();
  }
  Key key{crashes, faults, togethers, commands, schedule.parts.size(), size_of(schedule)};
  append_ranks(schedule, key);
  return key;
}

}  // namespace faultline::shrink
