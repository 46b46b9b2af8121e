#include "faultline/engine/report/text_report.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "faultline/engine/report/distribution.h"
#include "faultline/engine/report/what_matters.h"
#include "faultline/engine/words/seed.h"

namespace faultline {
namespace {

constexpr const char* kBold = "\x1b[1m";

std::string count(std::uint64_t n, const char* one, const char* many) {
  return with_commas(n) + ' ' + (n == 1 ? one : many);
}

std::string size_text(const ScheduleSize& size) {
  return count(size.commands, "command", "commands") + ", " + count(size.faults, "fault", "faults") + ", " +
         count(size.crashes, "crash", "crashes");
}

// A message is one sentence; what is made from it may not be.
std::string sentence(std::string text) {
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text + '.';
}

std::string headline(const Finding& finding, const TextStyle& style) {
  const Verdict& verdict = finding.verdict;
  const bool flaky = finding.flaky();
  const std::string word = flaky ? fmt::format("FLAKY {}/{}", finding.stable, finding.replays) : "FAIL";
  std::string out = fmt::format("{}  {}          {}/{}\n      {}\n", paint(style, flaky ? kYellow : kRed, word),
                                paint(style, kBold, finding.check->name), family_of(verdict.failure),
                                name_of(verdict.failure), verdict.message);
  if (flaky) out += "      " + sentence(flaky_text(finding)) + '\n';
  if (finding.shrunk && !finding.note.empty()) out += "      " + sentence(finding.note) + '\n';
  return out;
}

std::string shrink_line(const Finding& finding) {
  if (!finding.shrunk) {
    const char* why = finding.note.empty() && finding.flaky() ? "what comes and goes has no minimum" : "";
    return fmt::format("{}   {}      {}{}\n", finding.replayed ? "REPLAYED" : "NOT SHRUNK", size_text(finding.after),
                       finding.note, why);
  }
  const char* state = finding.one_minimal ? "verified 1-minimal"
                      : finding.capped    ? "capped: stopped early, the best so far, perhaps not minimal"
                                          : "not verified minimal";
  return fmt::format("SHRUNK   {}  ->  {}      {}, {:.1f} s, {}\n", size_text(finding.before), size_text(finding.after),
                     count(finding.executions, "run", "runs"), finding.seconds, state);
}

std::string marker(ReportRow::Kind kind) {
  switch (kind) {
    case ReportRow::Kind::fault:
      return "~ ";
    case ReportRow::Kind::crash:
      return "! ";
    case ReportRow::Kind::audit:
      return ". ";
    case ReportRow::Kind::numbered:
      break;
  }
  return "";
}

std::size_t widest(const std::vector<ReportRow>& rows, std::size_t least, std::string ReportRow::*column) {
  for (const auto& row : rows)
    if (row.kind == ReportRow::Kind::numbered || row.kind == ReportRow::Kind::audit)
      least = std::max(least, (row.*column).size() + marker(row.kind).size());
  return std::min<std::size_t>(least, 60);
}

std::string table(const Finding& finding, const TextStyle& style) {
  const std::size_t text = widest(finding.rows, 24, &ReportRow::text);
  const std::size_t model = widest(finding.rows, 8, &ReportRow::model);
  std::string out = fmt::format(" step  {:<{}}  {:<{}}  actual\n", "command", text, "model", model);
  std::uint32_t number = 0;
  for (const auto& row : finding.rows) {
    const bool numbered = row.kind == ReportRow::Kind::numbered;
    const std::string left = numbered ? fmt::format("{:5}  ", ++number) : "       ";
    std::string line =
        fmt::format("{}{:<{}}  {:<{}}  {}", left, marker(row.kind) + row.text, text, row.model, model, row.actual);
    line.erase(line.find_last_not_of(' ') + 1);
    if (row.failed_here) line += paint(style, kRed, "   <- FAILED HERE");
    out += line + '\n';
  }
  return out;
}

std::string replay_lines(const Finding& finding, const TextStyle& style) {
  const CheckInfo& check = *finding.check;
  const std::string steps =
      finding.steps != check.steps && finding.steps != 0 ? fmt::format("FAULT_STEPS={} ", finding.steps) : "";
  const std::string command = check.ctest.empty() ? fmt::format("{} run '{}'", style.program, check.name)
                                                  : fmt::format("{} -R '^{}$'", check.ctest, check.name);
  const std::string stable = finding.replays == 0 ? "not replayed"
                                                  : fmt::format("{} {}/{}",
                                                                finding.stable < finding.replays ? "fails in"
                                                                : finding.flaky()                ? "fails"
                                                                                                 : "stable",
                                                                finding.stable, finding.replays);
  std::string out = fmt::format("REPLAY   {}, history {}\n", stable, print_digest(finding.digest));
  if (!finding.seed.empty()) out += fmt::format("  FAULT_SEED={} {}{}\n", finding.seed, steps, command);
  if (!finding.repro.empty()) {
    out += fmt::format("  FAULT_REPLAY={} {}\n", finding.repro, command);
    if (!style.regressions.empty() && !check.planted())
      out += fmt::format("KEEP IT  cp {} {}/\n", finding.repro, style.regressions);
  }
  if (!finding.image.empty()) out += fmt::format("ON DISK  {}   as the last recovery found it\n", finding.image);
  return out;
}

std::string stack_section(const Finding& finding) {
  std::string out = "STACK where the process died\n";
  for (const std::string& call : finding.stack) out += "  # " + call + '\n';
  return out;
}

std::string indented(const std::string& text) {
  std::string out = "  | ";
  for (const char c : text.substr(0, text.find_last_not_of('\n') + 1)) {
    out += c;
    if (c == '\n') out += "  | ";
  }
  return out + '\n';
}

}  // namespace

std::string paint(const TextStyle& style, const char* colour, std::string text) {
  return style.colour ? colour + std::move(text) + "\x1b[0m" : text;
}

const char* colour_of(VerdictKind verdict) {
  return verdict == VerdictKind::pass ? kGreen : verdict == VerdictKind::fail ? kRed : kYellow;
}

std::string with_commas(std::uint64_t n) {
  std::string digits = fmt::to_string(n);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string render_finding(const Finding& finding, const TextStyle& style) {
  std::string out = headline(finding, style) + '\n' + shrink_line(finding) + '\n';
  if (!finding.rows.empty()) out += table(finding, style) + '\n';
  if (!finding.stack.empty()) out += stack_section(finding) + '\n';
  if (!finding.output.empty()) out += "OUTPUT of the process\n" + indented(finding.output) + '\n';
  const std::string matters = render_what_matters(finding);
  if (!matters.empty()) out += matters + '\n';
  return out + replay_lines(finding, style);
}

std::string render_check_line(const CheckReport& check, const TextStyle& style) {
  std::string line =
      fmt::format("  {}{:<24}", paint(style, colour_of(check.verdict), fmt::format("{:<7} ", name_of(check.verdict))),
                  check.check->name);
  line += fmt::format(" {:<10} {:>11} {:>17}", name_of(check.isolation), count(check.runs, "run", "runs"),
                      count(check.stats.commands, "command", "commands"));
  line += fmt::format("   {} armed, {}   {}   {:.1f} s", count(check.stats.faults_armed, "fault", "faults"),
                      count(check.stats.faults_fired, "fired", "fired"), count(check.stats.crashes, "crash", "crashes"),
                      check.seconds);
  if (!check.reason.empty()) line += "\n          " + check.reason;
  if (check.left_out > 0)
    line += fmt::format("\n          {} met while shrinking besides those below; fix these first",
                        count(check.left_out, "kind of failure was", "kinds of failure were"));
  if (const auto never = what_never_happened(check);
      check.runs > 1 && check.verdict != VerdictKind::fail && !never.empty())
    line += fmt::format("\n          {} {}", paint(style, kYellow, "never happened:"), fmt::join(never, ", "));
  return line + '\n';
}

std::string render_summary(const CampaignReport& report, double seconds, const TextStyle& style) {
  std::uint64_t failures = 0, others = 0;
  for (const auto& check : report.checks) {
    failures += check.verdict == VerdictKind::fail;
    others += check.verdict == VerdictKind::flaky || check.verdict == VerdictKind::inconclusive;
  }
  std::string out = count(report.checks.size(), "check", "checks") + ", ";
  out += failures > 0 ? paint(style, kRed, count(failures, "failure", "failures")) : "no failures";
  if (others > 0) out += ", " + paint(style, kYellow, fmt::format("{} flaky or inconclusive", others));
  out += fmt::format(", {:.1f} s", seconds);
  if (report.interrupted) out += " (interrupted; everything found so far is saved)";
  return out + '\n';
}

}  // namespace faultline
