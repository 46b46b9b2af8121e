// What happened in a campaign, command x fault x outcome, and what never did.
#pragma once

#include <string>
#include <vector>

#include "faultline/engine/report/findings.h"

namespace faultline {

// One counted kind of thing.
struct Happened {
  std::string command;
  std::string fault;  // the kind that fired meanwhile; empty: none
  std::string outcome;
  std::uint64_t count = 0;
};

// Everything that happened at least once, in the check's own order of kinds.
std::vector<Happened> what_happened(const CheckReport& report);

// What the check has and the campaign never saw, a phrase each: "multi", "fault fail_transactions (armed 3 times)",
// "reply refused", "crash at wal.mid-frame".
std::vector<std::string> what_never_happened(const CheckReport& report);

// A table: a row for each command and fault, a column for each outcome that occurred; no wider than so many columns, 0:
// as wide as it is.
std::string render_distribution(const CheckReport& report, std::size_t columns = 0);

}  // namespace faultline
