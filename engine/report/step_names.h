// How people call the steps of a schedule: by the numbers of the report's table.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "faultline/engine/report/findings.h"

namespace faultline {

// Of a finding's schedule, read off its table. A step is an index into the schedule.
class StepNames {
 public:
  explicit StepNames(const Finding& finding);

  // The number of a command, restart or heal in the table; none where it has no row of its own.
  std::optional<std::uint32_t> number(std::uint32_t step) const;
  // How many steps have one.
  std::size_t numbered() const;

  // Whether a step is a fault or a crash, and how many of a kind there are.
  std::optional<ReportRow::Kind> disturbance(std::uint32_t step) const;
  std::size_t disturbances(ReportRow::Kind kind) const;
  // "fault", or "fault before step 3" where there are several, or "second fault before step 3".
  std::string fault_or_crash(std::uint32_t step) const;

 private:
  struct Disturbance {
    ReportRow::Kind kind = ReportRow::Kind::fault;
    std::uint32_t before = 0;  // the number of the row that follows
  };
  std::map<std::uint32_t, std::uint32_t> numbers_;
  std::map<std::uint32_t, Disturbance> disturbances_;
  std::uint32_t last_ = 0;  // number of the table
};

}  // namespace faultline
