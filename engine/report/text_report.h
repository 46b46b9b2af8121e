// The report people read. Colours are the caller's choice: only ever on a terminal.
#pragma once

#include <string>

#include "faultline/engine/report/findings.h"

namespace faultline {

struct TextStyle {
  bool colour = false;
  std::string program;      // absolute path of the running program, for replay lines of checks that ctest does not know
  std::string regressions;  // the folder whose repro files are tests for ever; empty: there is none
};

// 1234567 -> "1,234,567"
std::string with_commas(std::uint64_t n);

// A failure in full: what happened, the minimal schedule, what matters, how to replay it.
std::string render_finding(const Finding& finding, const TextStyle& style);

// One line for a check that is done.
std::string render_check_line(const CheckReport& check, const TextStyle& style);

// The closing line of a campaign.
std::string render_summary(const CampaignReport& report, double seconds, const TextStyle& style);

}  // namespace faultline
