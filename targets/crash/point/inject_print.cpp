#include <algorithm>

#include "faultline/targets/crash/point/inject_spec.h"

namespace faultline::crash {
namespace {

std::string print_chance(std::uint32_t chance) {
  std::string text = std::to_string(chance / 1'000'000);
  if (const std::uint32_t rest = chance % 1'000'000; rest != 0) {
    std::string decimals = std::to_string(rest);
    decimals.insert(0, 6 - decimals.size(), '0');
    text += '.' + decimals.substr(0, decimals.find_last_not_of('0') + 1);
  }
  return text + '%';
}

std::string print_task(const InjectTerm& term) {
  switch (term.task) {
    case Task::off:
      return "off";
    case Task::kill:
      return "kill";
    case Task::panic:
      return "panic";
    case Task::fail:
      return "return(" + errno_text(term.argument) + ')';
    case Task::sleep:
      return "sleep(" + std::to_string(term.argument) + ')';
    case Task::exit:
      return "exit(" + std::to_string(term.argument) + ')';
  }
  return {};
}

}  // namespace

std::string print_inject(const InjectSpec& spec) {
  std::string text;
  for (const InjectEntry& entry : spec) {
    if (!text.empty()) text += ';';
    text += entry.name;
    const char* before = "=";
    for (const InjectTerm& term : entry.terms) {
      text += before;
      if (term.chance) text += print_chance(*term.chance);
      if (term.times) text += std::to_string(*term.times) + '*';
      text += print_task(term);
      before = "->";
    }
  }
  return text;
}

std::string explain(std::string_view title, std::string_view text, const InjectError& error) {
  const auto printable = [](std::string_view part) {
    std::string shown(part);
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return shown;
  };
  return std::string(title) + ": " + printable(error.why) + "\n  " + printable(text) + "\n  " +
         std::string(error.at, ' ') + "^\n";
}

}  // namespace faultline::crash
