#include "faultline/engine/report/step_names.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace faultline {

using Kind = ReportRow::Kind;

StepNames::StepNames(const Finding& finding) {
  for (const ReportRow& row : finding.rows) {
    if (row.kind == Kind::fault || row.kind == Kind::crash) disturbances_[row.step] = {row.kind, last_ + 1};
    if (row.kind != Kind::numbered) continue;
    ++last_;
    // A recovery after the last step is no step, and a step may have several rows.
    if (row.step < finding.after.steps) numbers_.emplace(row.step, last_);
  }
  for (const auto& [step, disturbance] : disturbances_) numbers_.erase(step);
}

std::optional<std::uint32_t> StepNames::number(std::uint32_t step) const {
  const auto found = numbers_.find(step);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t StepNames::numbered() const { return numbers_.size(); }

std::optional<Kind> StepNames::disturbance(std::uint32_t step) const {
  const auto found = disturbances_.find(step);
  return found == disturbances_.end() ? std::nullopt : std::optional(found->second.kind);
}

std::size_t StepNames::disturbances(Kind kind) const {
  return static_cast<std::size_t>(std::count_if(disturbances_.begin(), disturbances_.end(),
                                                [&](const auto& one) { return one.second.kind == kind; }));
}

std::string StepNames::fault_or_crash(std::uint32_t step) const {
  constexpr std::array<const char*, 5> kOrdinals{"first ", "second ", "third ", "fourth ", "fifth "};
  const auto& [kind, before] = disturbances_.at(step);
  const std::string name = kind == Kind::fault ? "fault" : "crash";
  if (disturbances(kind) == 1) return name;
  std::size_t position = 0, beside = 0;
  for (const auto& [other, one] : disturbances_) {
    if (one.kind != kind || one.before != before) continue;
    ++beside;
    position += other < step;
  }
  const std::string ordinal = beside == 1 ? "" : kOrdinals[std::min(position, kOrdinals.size() - 1)];
  return ordinal + name + (before > last_ ? " at the end" : fmt::format(" before step {}", before));
}

}  // namespace faultline
