#include "faultline/engine/report/distribution.h"

#include <algorithm>

#include <fmt/format.h>

#include "faultline/engine/report/text_report.h"

namespace faultline {
namespace {

TallyLayout layout_of(const CheckInfo& check) {
  if (check.outcomes.size() < kFates) return {0, check.faults.size(), 0};  // nothing is counted
  return {check.commands.size(), check.faults.size(), check.outcomes.size() - kFates};
}

// Sums of the tally's cells along one of its three sides.
struct Sums {
  std::vector<std::uint64_t> answered, fired, outcomes;  // commands that were answered, by kind, and so on
};

Sums sums_of(const CheckReport& report) {
  const TallyLayout layout = layout_of(*report.check);
  Sums sums{std::vector<std::uint64_t>(layout.commands), std::vector<std::uint64_t>(layout.faults + 1),
            std::vector<std::uint64_t>(layout.outcomes())};
  for (std::size_t c = 0; c < layout.commands; ++c) {
    for (std::size_t f = 0; f <= layout.faults; ++f) {
      for (std::size_t o = 0; o < layout.outcomes(); ++o) {
        const auto count = report.tally.cells[layout.index(c, f, o)];
        if (o < layout.replies) sums.answered[c] += count;
        sums.fired[f] += count;
        sums.outcomes[o] += count;
      }
    }
  }
  return sums;
}

}  // namespace

std::vector<Happened> what_happened(const CheckReport& report) {
  const CheckInfo& check = *report.check;
  const TallyLayout layout = layout_of(check);
  std::vector<Happened> all;
  for (std::size_t c = 0; c < layout.commands; ++c)
    for (std::size_t f = 0; f <= layout.faults; ++f)
      for (std::size_t o = 0; o < layout.outcomes(); ++o)
        if (const auto count = report.tally.cells[layout.index(c, f, o)]; count > 0)
          all.push_back({check.commands[c], f == 0 ? "" : check.faults[f - 1], check.outcomes[o], count});
  return all;
}

std::vector<std::string> what_never_happened(const CheckReport& report) {
  const CheckInfo& check = *report.check;
  const Sums sums = sums_of(report);
  const std::size_t replies = layout_of(check).replies;
  std::vector<std::string> never;
  for (std::size_t c = 0; c < sums.answered.size(); ++c)
    if (sums.answered[c] == 0) never.push_back("an answer to " + check.commands[c]);
  for (std::size_t o = 0; replies > 1 && o < replies; ++o)
    if (sums.outcomes[o] == 0) never.push_back("the reply " + check.outcomes[o]);
  for (std::size_t f = 0; f < std::min(check.faults.size(), Tally::kFaults); ++f)
    if (sums.fired[f + 1] == 0)
      never.push_back(fmt::format("the fault {} (armed {} times)", check.faults[f], report.tally.armed[f]));
  for (std::size_t p = 0; p < std::min(check.crash_points.size(), Tally::kPoints); ++p)
    if (report.tally.crashes[p] == 0) never.push_back("a crash at " + check.crash_points[p]);
  return never;
}

std::string render_distribution(const CheckReport& report) {
  const CheckInfo& check = *report.check;
  const TallyLayout layout = layout_of(check);
  const Sums sums = sums_of(report);
  std::size_t command = 8, fault = 0;
  for (const auto& name : check.commands) command = std::max(command, name.size());
  for (std::size_t f = 0; f < check.faults.size(); ++f)
    if (sums.fired[f + 1] > 0) fault = std::max(fault, check.faults[f].size());
  const auto row = [&](const std::string& c, const std::string& f, auto&& cell) {
    std::string line = fmt::format("  {:<{}}  {:<{}}", c, command, f, fault);
    for (std::size_t o = 0; o < layout.outcomes(); ++o)
      if (sums.outcomes[o] > 0)
        line += fmt::format("  {:>{}}", cell(o), std::max<std::size_t>(9, check.outcomes[o].size()));
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
  };
  std::string out = fmt::format("WHAT HAPPENED  {}   (command, fault that fired, outcome)\n", check.name);
  out += row("", "", [&](std::size_t o) { return check.outcomes[o]; });
  for (std::size_t c = 0; c < layout.commands; ++c) {
    for (std::size_t f = 0; f <= layout.faults; ++f) {
      const std::uint64_t* cells = report.tally.cells + layout.index(c, f, 0);
      if (std::none_of(cells, cells + layout.outcomes(), [](auto n) { return n > 0; })) continue;
      out += row(check.commands[c], f == 0 ? "" : check.faults[f - 1],
                 [&](std::size_t o) { return cells[o] == 0 ? "" : with_commas(cells[o]); });
    }
  }
  return out;
}

}  // namespace faultline
