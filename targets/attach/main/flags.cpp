#include "faultline/targets/attach/main/flags.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "faultline/engine/words/bad_input.h"
#include "faultline/targets/attach/main/output.h"

namespace faultline::program {
namespace {

// INTERFACES' table.
struct Variable {
  const char* name;
  const char* flag;
};
constexpr std::array<Variable, 10> kVariables{{{"FAULT_SEED", "--seed"},
                                               {"FAULT_REPLAY", "--replay"},
                                               {"FAULT_CAMPAIGN", "--campaign"},
                                               {"FAULT_RUNS", "--runs"},
                                               {"FAULT_STEPS", "--steps"},
                                               {"FAULT_FOR", "--for"},
                                               {"FAULT_JOBS", "--jobs"},
                                               {"FAULT_ISOLATE", "--isolate"},
                                               {"FAULT_SHRINK_FOR", "--shrink-for"},
                                               {"FAULT_REPORT_DIR", "--report-dir"}}};

// One of them would go unheard.
struct Contradiction {
  const char* one;
  const char* other;
  const char* why;
};
constexpr const char* kOneRun = "a seed is one run";
constexpr const char* kOneFile = "a repro file is one schedule";
constexpr std::array<Contradiction, 10> kContradictions{{
    {"--seed", "--runs", kOneRun},
    {"--seed", "--for", kOneRun},
    {"--seed", "--campaign", kOneRun},
    {"--replay", "--seed", kOneFile},
    {"--replay", "--runs", kOneFile},
    {"--replay", "--for", kOneFile},
    {"--replay", "--campaign", kOneFile},
    {"--replay", "--steps", kOneFile},
    {"--runs", "--for", "a campaign ends by one or the other"},
    {"--quiet", "--verbose", "say one or the other"},
}};

// The variable of this flag; empty: it has none.
const char* variable_of(std::string_view flag) {
  const auto found =
      std::find_if(kVariables.begin(), kVariables.end(), [&](const auto& one) { return flag == one.flag; });
  return found == kVariables.end() ? "" : found->name;
}

std::string value_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

std::string no_text(const std::string& text) { return text.empty() ? "it needs a value" : std::string(); }

std::string no_duration(const std::string& text) {
  try {
    (void)parse_duration(text);
    return "";
  } catch (const BadInput& bad) {
    return bad.what();
  }
}

CLI::Option* add_text(CLI::App& command, const char* flag, std::string& text, const std::string& help) {
  return command.add_option(flag, text, help)->check(no_text);
}

}  // namespace

// CLI11 takes 010 for eight.
std::string no_plain_number(const std::string& text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  return digits && (text[0] != '0' || text == "0")
             ? std::string()
             : fmt::format("'{}' is no whole number; write, for example, 200", text);
}

void add_json_flag(CLI::App& command, Settings& settings, const std::string& what) {
  add_text(command, "--json", settings.json, fmt::format("write {} as JSON to FILE, or - for standard output", what));
}

void add_isolate_flag(CLI::App& command, Settings& settings) {
  add_text(command, "--isolate", settings.isolate, "in-process or forked; by default what the check says");
}

void add_campaign_seed_flag(CLI::App& command, Settings& settings) {
  add_text(command, "--campaign", settings.campaign, "campaign seed, a number or `random`; fixed by default");
}

void add_shrink_flags(CLI::App& command, Settings& settings) {
  command
      .add_option("--shrink-for", settings.shrink_for,
                  "shrink each failure, and what else is met meanwhile, for at most this long; default 60s")
      ->check(no_duration);
  command
      .add_option("--jobs", settings.jobs,
                  "how many processes may shrink at once, at most 4 for each processor; only for shrinking, and not "
                  "for checks that run in-process; the result is the same; default 1")
      ->check(no_plain_number)
      ->check(CLI::Range(1, 64));
  add_isolate_flag(command, settings);
  add_text(command, "--report-dir", settings.report_dir, "where repro files go; default out/ beside the program");
  command
      .add_option("--keep", settings.keep,
                  fmt::format("how many repro files stay in that folder, the newest; what this run finds comes on top; "
                              "default {}",
                              kKeptFindings))
      ->check(no_plain_number)
      ->check(CLI::Range(1U, 1'000'000U));
}

void add_amount_flags(CLI::App& command, Settings& settings, const std::string& runs) {
  command.add_option("--runs", settings.runs, runs)->check(no_plain_number)->check(CLI::Range(1U, 4'294'967'295U));
  command.add_option("--steps", settings.steps, "how many steps a schedule has")
      ->check(no_plain_number)
      ->check(CLI::Range(1U, 1'000'000U));
}

void add_campaign_flags(CLI::App& command, Settings& settings) {
  add_text(command, "--seed", settings.seed, "run exactly this one run: 7, 0x51a7 or g1a2b3c4d:0x51a7");
  add_amount_flags(command, settings, "how many schedules to run");
  command.add_option("--for", settings.duration, "run for this long instead: 30s, 10m, 2h")->check(no_duration);
  add_campaign_seed_flag(command, settings);
  add_shrink_flags(command, settings);
  add_text(command, "--replay", settings.replay, "")->group("");
}

void name_variables(CLI::App& command) {
  for (const Variable& variable : kVariables)
    if (CLI::Option* option = command.get_option_no_throw(variable.flag))
      option->description(fmt::format("{} ({})", option->get_description(), variable.name));
}

void take_variables(CLI::App& command) {
  std::vector<const char*> set;  // flags whose variables count
  const auto flagged = [&](const char* flag) {
    const CLI::Option* option = command.get_option_no_throw(flag);
    return option != nullptr && option->count() > 0;
  };
  // A run that passes says nothing of the seed or file that was not heard, so that is told.
  const auto names_a_run = [](std::string_view flag) { return flag == "--seed" || flag == "--replay"; };
  const auto overruled = [&](const Variable& variable) {
    const std::string_view flag = variable.flag;
    for (const auto& [one, other, why] : kContradictions) {
      const char* winner = flag == one ? other : flag == other ? one : nullptr;
      if (winner == nullptr || !flagged(winner)) continue;
      if (names_a_run(flag))
        complain("faultline: {} is set and not used: {}, and {} wins\n", variable.name, why, winner);
      return true;
    }
    return false;
  };
  const bool runs_checks = command.get_option_no_throw("--isolate") != nullptr;
  for (const Variable& variable : kVariables) {
    if (value_of(variable.name).empty()) continue;
    if (command.get_option_no_throw(variable.flag) == nullptr) {
      if (runs_checks && names_a_run(variable.flag))
        complain("faultline: {} is set and not used: {} takes no {}\n", variable.name, command.get_name(),
                 variable.flag);
    } else if (!flagged(variable.flag) && !overruled(variable)) {
      set.push_back(variable.flag);
    }
  }
  const auto is_set = [&](std::string_view flag) {
    return std::any_of(set.begin(), set.end(), [&](const char* one) { return flag == one; });
  };
  for (const auto& [one, other, why] : kContradictions) {
    if (flagged(one) && flagged(other))
      throw BadInput(fmt::format("{} and {} contradict each other: {}; take one out", one, other, why));
    if (!is_set(one) || !is_set(other)) continue;
    throw BadInput(
        fmt::format("{} and {} contradict each other: {}; unset one", variable_of(one), variable_of(other), why));
  }
  for (const char* flag : set) {
    const char* variable = variable_of(flag);
    try {
      CLI::Option* option = command.get_option(flag);
      option->add_result(value_of(variable));
      option->run_callback();
    } catch (const CLI::Error& error) {
      throw BadInput(fmt::format("{}: {}", variable, error.what()));
    }
  }
}

Settings settings_from_environment() {
  Settings settings;
  CLI::App app;
  add_campaign_flags(app, settings);
  take_variables(app);
  return settings;
}

}  // namespace faultline::program
