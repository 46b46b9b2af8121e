// The report people read. Colours are the caller's choice: only ever on a terminal.
#pragma once

#include <string>
#include <string_view>

#include "faultline/engine/report/findings.h"

namespace faultline {

struct TextStyle {
  bool colour = false;
  std::string program;      // absolute path of the running program, for replay lines of checks that ctest does not know
  std::string regressions;  // the folder whose repro files are tests for ever; empty: there is none
  std::size_t width = 0;    // columns of the terminal; 0: there is none, and lines may be as long as they are
};

inline constexpr const char* kRed = "\x1b[31m";
inline constexpr const char* kGreen = "\x1b[32m";
inline constexpr const char* kYellow = "\x1b[33m";

// In that colour, where there are colours.
std::string paint(const TextStyle& style, const char* colour, std::string text);
const char* colour_of(VerdictKind verdict);

// 1234567 -> "1,234,567"
std::string with_commas(std::uint64_t n);
// "1 run", "2,000 runs"
std::string counted(std::uint64_t n, std::string_view one, std::string_view many);

// A failure in full: what happened, the minimal schedule, what matters, how to replay it.
std::string render_finding(const Finding& finding, const TextStyle& style);

// One line for a check that is done.
std::string render_check_line(const CheckReport& check, const TextStyle& style);

// The closing line of a campaign.
std::string render_summary(const CampaignReport& report, double seconds, const TextStyle& style);

}  // namespace faultline
