#include "faultline/engine/report/run_json.h"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "faultline/engine/report/distribution.h"
#include "faultline/engine/report/text_report.h"
#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/seed.h"
#include "faultline/engine/words/text.h"

namespace faultline {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value size_json(const ScheduleSize& size) {
  return {{"commands", size.commands}, {"faults", size.faults}, {"crashes", size.crashes}};
}

array strings(const std::vector<std::string>& texts) { return array(texts.begin(), texts.end()); }

value finding_json(const Finding& finding) {
  object json;
  if (finding.seed.empty()) {
    json["seed"] = nullptr;
  } else {
    json["seed"] = finding.seed;
  }
  json["class"] = boost::json::string(name_of(finding.verdict.failure));
  json["origin"] = finding.verdict.origin;
  json["message"] = readable(finding.verdict.message);
  json["before"] = size_json(finding.before);
  json["after"] = size_json(finding.after);
  json["executions"] = finding.executions;
  json["one_minimal"] = finding.one_minimal;
  json["capped"] = finding.capped;
  json["replays"] = finding.replays;
  json["stable"] = finding.stable;
  json["repro"] = finding.repro;
  json["image"] = finding.image;
  json["digest"] = print_digest(finding.digest);
  json["stack"] = strings(finding.stack);
  return json;
}

}  // namespace

value check_json(const CheckReport& check) {
  object json;
  json["name"] = check.check->name;
  json["model"] = check.check->model;
  json["target"] = check.check->target;
  json["isolation"] = name_of(check.isolation);
  json["runs"] = check.runs;
  json["steps"] = check.stats.steps;
  json["commands"] = check.stats.commands;
  json["faults_armed"] = check.stats.faults_armed;
  json["faults_fired"] = check.stats.faults_fired;
  json["crashes"] = check.stats.crashes;
  json["seconds"] = check.seconds;
  json["verdict"] = boost::json::string(name_of(check.verdict));
  json["reason"] = readable(check.reason);
  json["digest"] = print_digest(check.chain);
  array happened;
  for (const Happened& one : what_happened(check)) {
    object entry{{"command", one.command}, {"fault", nullptr}, {"outcome", one.outcome}, {"count", one.count}};
    if (!one.fault.empty()) entry["fault"] = one.fault;
    happened.push_back(std::move(entry));
  }
  json["distribution"] = std::move(happened);
  json["never_happened"] = strings(what_never_happened(check));
  array failures;
  for (const auto& finding : check.findings) failures.push_back(finding_json(finding));
  json["failures"] = std::move(failures);
  return json;
}

value run_json(const CampaignReport& report) {
  array checks;
  for (const auto& check : report.checks) checks.push_back(check_json(check));
  return {{"version", 1}, {"campaign", fmt::format("{:#x}", report.campaign)}, {"checks", std::move(checks)}};
}

std::string minimum_of(const CheckInfo& check) {
  if (check.minimal_steps.empty()) return "";
  boost::json::error_code error;
  const value steps = boost::json::parse(check.minimal_steps, error);
  if (error || !steps.is_array()) throw BadInput(check.name + ": its minimal schedule is no array of steps");
  std::size_t commands = 0, faults = 0, crashes = 0, losses = 0;
  for (const auto& step : steps.as_array()) {
    const object* kind = step.if_object();
    if (kind == nullptr) throw BadInput(check.name + ": its minimal schedule has a step that is none");
    commands += kind->contains("command");
    if (const auto* together = kind->if_contains("together"); together != nullptr && together->is_array())
      commands += together->get_array().size();
    faults += kind->contains("fault");
    if (const auto* crash = kind->if_contains("crash"); crash != nullptr && crash->is_object())
      ++(crash->get_object().contains("power_loss") ? losses : crashes);
  }
  std::string text = counted(commands, "command", "commands");
  if (faults > 0) text += ", " + counted(faults, "fault", "faults");
  if (crashes > 0) text += ", " + counted(crashes, "crash", "crashes");
  if (losses > 0) text += ", " + counted(losses, "power loss", "power losses");
  return text;
}

value list_json(const std::vector<const CheckInfo*>& infos) {
  array checks;
  for (const CheckInfo* info : infos) {
    object json;
    json["name"] = info->name;
    json["model"] = info->model;
    json["target"] = info->target;
    json["isolation"] = name_of(info->isolation);
    json["deterministic"] = info->deterministic;
    json["commands"] = strings(info->commands);
    json["faults"] = strings(info->faults);
    json["crash_points"] = strings(info->crash_points);
    const std::string minimum = minimum_of(*info);
    if (minimum.empty()) {
      json["minimum"] = nullptr;
    } else {
      json["minimum"] = minimum;
    }
    checks.push_back(std::move(json));
  }
  return {{"version", 1}, {"checks", std::move(checks)}};
}

std::optional<Isolation> isolation_named(std::string_view name) {
  for (const Isolation isolation : {Isolation::in_process, Isolation::forked})
    if (name == name_of(isolation)) return isolation;
  return std::nullopt;
}

const char* name_of(Isolation isolation) { return isolation == Isolation::in_process ? "in-process" : "forked"; }

int CampaignReport::exit_code() const {
  const auto any = [&](auto... kinds) {
    return std::any_of(checks.begin(), checks.end(), [&](const auto& c) { return ((c.verdict == kinds) || ...); });
  };
  if (interrupted) return 130;
  if (std::any_of(checks.begin(), checks.end(), [](const auto& c) { return !c.engine_error.empty(); })) return 4;
  if (any(VerdictKind::fail)) return 1;
  if (any(VerdictKind::flaky, VerdictKind::inconclusive)) return 3;
  return 0;
}

}  // namespace faultline
