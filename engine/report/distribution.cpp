#include "faultline/engine/report/distribution.h"

#include <algorithm>

#include <fmt/format.h>

#include "faultline/engine/report/columns.h"
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

// A row for each command and fault, a column for each outcome that occurred.
class Table {
 public:
  explicit Table(const CheckReport& report) : report_(report), check_(*report.check), layout_(layout_of(check_)) {
    const Sums sums = sums_of(report);
    for (const auto& name : check_.commands) command_ = std::max(command_, columns_of(name));
    for (std::size_t f = 0; f < check_.faults.size(); ++f)
      if (sums.fired[f + 1] > 0) fault_ = std::max(fault_, columns_of(check_.faults[f]));
    for (std::size_t o = 0; o < layout_.outcomes(); ++o)
      if (sums.outcomes[o] > 0) outcomes_.push_back(o);
  }

  // Columns that its widest outcome needs.
  std::size_t narrowest() const {
    std::size_t widest = 0;
    for (const std::size_t outcome : outcomes_) widest = std::max(widest, width_of(outcome));
    return 6 + command_ + fault_ + widest;
  }

  // In several parts, one below the other, where the terminal is too narrow for all outcomes.
  std::string render(std::size_t columns) const {
    std::string out;
    for (std::size_t begin = 0; begin < outcomes_.size() || begin == 0;) {
      std::size_t end = begin, used = 4 + command_ + fault_;
      do {
        if (end < outcomes_.size()) used += 2 + width_of(outcomes_[end]);
        ++end;
      } while (end < outcomes_.size() && (columns == 0 || used + 2 + width_of(outcomes_[end]) <= columns));
      out += part({outcomes_.begin() + static_cast<std::ptrdiff_t>(begin),
                   outcomes_.begin() + static_cast<std::ptrdiff_t>(std::min(end, outcomes_.size()))});
      begin = end;
    }
    return out;
  }

 private:
  std::size_t width_of(std::size_t outcome) const {
    return std::max<std::size_t>(9, columns_of(check_.outcomes[outcome]));
  }

  std::string part(const std::vector<std::size_t>& outcomes) const {
    const auto row = [&](const std::string& c, const std::string& f, auto&& cell) {
      std::string line = "  " + padded(c, command_) + "  " + padded(f, fault_);
      for (const std::size_t o : outcomes) line += "  " + padded(cell(o), width_of(o), true);
      line.erase(line.find_last_not_of(' ') + 1);
      return line + '\n';
    };
    std::string out = row("", "", [&](std::size_t o) { return check_.outcomes[o]; });
    for (std::size_t c = 0; c < layout_.commands; ++c) {
      for (std::size_t f = 0; f <= layout_.faults; ++f) {
        const std::uint64_t* cells = report_.tally.cells + layout_.index(c, f, 0);
        if (std::none_of(outcomes.begin(), outcomes.end(), [&](auto o) { return cells[o] > 0; })) continue;
        out += row(check_.commands[c], f == 0 ? "" : check_.faults[f - 1],
                   [&](std::size_t o) { return cells[o] == 0 ? "" : with_commas(cells[o]); });
      }
    }
    return out;
  }

  const CheckReport& report_;
  const CheckInfo& check_;
  const TallyLayout layout_;
  std::size_t command_ = 8, fault_ = 0;
  std::vector<std::size_t> outcomes_;
};

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
      never.push_back(
          fmt::format("the fault {} (armed {})", check.faults[f], counted(report.tally.armed[f], "time", "times")));
  for (std::size_t p = 0; p < std::min(check.crash_points.size(), Tally::kPoints); ++p)
    if (report.tally.crashes[p] == 0) never.push_back("a crash at " + check.crash_points[p]);
  return never;
}

std::string render_distribution(const CheckReport& report, std::size_t columns) {
  std::string out = fitted(
      fmt::format("WHAT HAPPENED  {}   (command, fault that fired, outcome)\n", report.check->name), columns, 15);
  const Table table(report);
  if (columns == 0 || table.narrowest() <= columns) return out + table.render(columns);
  for (const Happened& one : what_happened(report))
    out += fitted(fmt::format("  {}{}{}: {} {}\n", one.command, one.fault.empty() ? "" : ", ", one.fault, one.outcome,
                              with_commas(one.count)),
                  columns, 4);
  return out;
}

}  // namespace faultline
