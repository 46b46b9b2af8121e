// Schedules as JSON: [{"command":{"set":{...}}}, {"fault":{...}}, {"crash":{"point":"..","hit":1}}, {"restart":{}},
// {"advance":{"seconds":5}}, {"heal":{}}, {"together":[{"set":{...}},{"get":{...}}]}]. A crash that takes the power
// with it has "power_loss":1 as well.
#pragma once

#include "faultline/engine/words/concepts.h"
#include "faultline/engine/words/json.h"

namespace faultline {

namespace detail {
inline boost::json::value crash_to_json(const Crash& crash) {
  boost::json::object json{{"point", crash.point}, {"hit", crash.hit}};
  if (crash.power_loss != 0) json["power_loss"] = to_json(crash.power_loss);
  return json;
}

inline void crash_from_json(const boost::json::value& json, Crash& crash, const JsonPath& path) {
  const auto field = [&](const char* name, auto& value) {
    from_json(json_field(json, name, path), value, path + '.' + name);
  };
  field("point", crash.point);
  crash.hit = static_cast<std::uint32_t>(
      json_between(json_field(json, "hit", path), 1, std::numeric_limits<std::uint32_t>::max(), path + ".hit"));
  if (json.get_object().contains("power_loss")) field("power_loss", crash.power_loss);
  json_only(json, {"point", "hit", "power_loss"}, path);
}
}  // namespace detail

template <class Command, class Fault>
boost::json::value schedule_to_json(const std::vector<Step<Command, Fault>>& schedule) {
  boost::json::array steps;
  for (const auto& step : schedule) {
    boost::json::object tagged;
    switch (kind_of(step)) {
      case StepKind::command:
        tagged["command"] = to_json(std::get<0>(step));
        break;
      case StepKind::fault:
        tagged["fault"] = to_json(std::get<1>(step));
        break;
      case StepKind::crash:
        tagged["crash"] = detail::crash_to_json(std::get<Crash>(step));
        break;
      case StepKind::restart:
        tagged["restart"] = boost::json::object{};
        break;
      case StepKind::heal:
        tagged["heal"] = boost::json::object{};
        break;
      case StepKind::advance:
        tagged["advance"] = to_json(std::get<Advance>(step));
        break;
      case StepKind::together:
        tagged["together"] = to_json(std::get<Together<Command>>(step).commands);
        break;
    }
    steps.push_back(std::move(tagged));
  }
  return steps;
}

// Throws BadInput naming the step (counted from 1) and what is wrong there.
template <class Command, class Fault>
std::vector<Step<Command, Fault>> schedule_from_json(const boost::json::value& json) {
  if (!json.is_array()) detail::json_expected("steps", "an array", json);
  std::vector<Step<Command, Fault>> schedule;
  for (const auto& element : json.get_array()) {
    const JsonPath path = "steps[" + std::to_string(schedule.size() + 1) + "]";
    const auto [tag, body] = detail::json_tag(element, path);
    auto& step = schedule.emplace_back();
    if (tag == "command") {
      from_json(*body, std::get<0>(step), path + ".command");
    } else if (tag == "fault" && !std::is_same_v<Fault, NoFault>) {
      from_json(*body, step.template emplace<1>(), path + ".fault");
    } else if (tag == "crash") {
      detail::crash_from_json(*body, step.template emplace<Crash>(), path + ".crash");
    } else if (tag == "restart") {
      from_json(*body, step.template emplace<Restart>(), path + ".restart");
    } else if (tag == "heal") {
      from_json(*body, step.template emplace<Heal>(), path + ".heal");
    } else if (tag == "advance") {
      from_json(*body, step.template emplace<Advance>(), path + ".advance");
    } else if (tag == "together") {
      auto& commands = step.template emplace<Together<Command>>().commands;
      from_json(*body, commands, path + ".together");
      if (commands.size() < 2 || commands.size() > 3)
        detail::json_expected(path + ".together", "two or three commands", *body);
    } else {
      detail::json_expected(path, "a command, fault, crash, restart, advance, heal or together that this check has",
                            element);
    }
  }
  return schedule;
}

}  // namespace faultline
