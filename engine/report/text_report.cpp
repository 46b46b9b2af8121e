#include "faultline/engine/report/text_report.h"

#include <cctype>
#include <filesystem>

#include <fmt/format.h>

#include "faultline/engine/report/columns.h"
#include "faultline/engine/report/distribution.h"
#include "faultline/engine/report/schedule_table.h"
#include "faultline/engine/report/shell.h"
#include "faultline/engine/report/what_matters.h"
#include "faultline/engine/words/seed.h"
#include "faultline/engine/words/text.h"

namespace faultline {
namespace {

constexpr const char* kBold = "\x1b[1m";
constexpr std::size_t kLongestMessage = 1000;  // characters

// A target's own words.
std::string said(const std::string& text) { return on_one_line(shortened(text, kLongestMessage)); }

std::string size_text(const ScheduleSize& size) {
  return counted(size.commands, "command", "commands") + ", " + counted(size.faults, "fault", "faults") + ", " +
         counted(size.crashes, "crash", "crashes");
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
                                name_of(verdict.failure), said(verdict.message));
  if (flaky) out += "      " + sentence(said(flaky_text(finding))) + '\n';
  if (finding.shrunk && !finding.note.empty()) out += "      " + sentence(said(finding.note)) + '\n';
  return fitted(out, style.width, 8);
}

std::string shrink_line(const Finding& finding, const TextStyle& style) {
  if (!finding.shrunk) {
    const char* why = finding.note.empty() && finding.flaky() ? "what comes and goes has no minimum" : "";
    return fitted(fmt::format("{}   {}      {}{}\n", finding.replayed ? "REPLAYED" : "NOT SHRUNK",
                              size_text(finding.after), said(finding.note), why),
                  style.width, 9);
  }
  const char* state = finding.one_minimal ? "verified 1-minimal"
                      : finding.capped    ? "capped: stopped early, the best so far, perhaps not minimal"
                                          : "not verified minimal";
  return fitted(
      fmt::format("SHRUNK   {}  ->  {}      {}, {:.1f} s, {}\n", size_text(finding.before), size_text(finding.after),
                  counted(finding.executions, "run", "runs"), finding.seconds, state),
      style.width, 9);
}

std::string stability(const Finding& finding) {
  if (finding.replays == 0) return "not replayed";
  const char* word = finding.stable < finding.replays ? "fails in" : finding.flaky() ? "fails" : "stable";
  return fmt::format("{} {}/{}", word, finding.stable, finding.replays);
}

// Not where it is already.
bool to_be_kept(const Finding& finding, const TextStyle& style) {
  std::error_code missing;
  return !style.regressions.empty() && !finding.check->planted() &&
         !std::filesystem::equivalent(std::filesystem::path(finding.repro).parent_path(), style.regressions, missing);
}

// Each line may be pasted into a fresh shell in any folder. A seed says one run, so there is none to print where one
// run does not tell.
std::string replay_lines(const Finding& finding, const TextStyle& style) {
  const CheckInfo& check = *finding.check;
  const std::string isolate =
      finding.isolation ? fmt::format("FAULT_ISOLATE={} ", name_of(*finding.isolation)) : std::string();
  const std::string command =
      isolate + (check.ctest.empty() ? fmt::format("{} run '{}'", shell_word(style.program), check.name)
                                     : fmt::format("{} -R '^{}$'", check.ctest, check.name));
  const std::string steps =
      finding.steps != check.steps && finding.steps != 0 ? fmt::format("FAULT_STEPS={} ", finding.steps) : "";
  std::string out = fitted(fmt::format("REPLAY   {}, history {}\n", stability(finding), print_digest(finding.digest)),
                           style.width, 9);
  if (!finding.seed.empty() && !finding.flaky())
    out += fmt::format("  FAULT_SEED={} {}{}\n", finding.seed, steps, command);
  if (!finding.repro.empty()) {
    out += fmt::format("  FAULT_REPLAY={} {}\n", shell_word(finding.repro), command);
    if (to_be_kept(finding, style))
      out += fmt::format("KEEP IT  cp {} {}\n", shell_word(finding.repro), shell_word(style.regressions + '/'));
  }
  if (!finding.image.empty())
    out += fmt::format("ON DISK  {}   as the last recovery found it\n", shell_word(finding.image));
  return out;
}

std::string stack_section(const Finding& finding) {
  std::string out = "STACK where the process died\n";
  for (const std::string& call : finding.stack) out += "  # " + call + '\n';
  return out;
}

std::string indented(const std::string& text) {
  std::string out = "  | ";
  const std::string shown = readable(text);
  for (const char c : shown.substr(0, shown.find_last_not_of('\n') + 1)) {
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

std::string counted(std::uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", with_commas(n), n == 1 ? one : many);
}

std::string render_finding(const Finding& finding, const TextStyle& style) {
  std::string out = headline(finding, style) + '\n' + shrink_line(finding, style) + '\n';
  if (!finding.rows.empty()) out += render_schedule(finding, style) + '\n';
  if (!finding.stack.empty()) out += fitted(stack_section(finding), style.width, 6) + '\n';
  if (!finding.output.empty())
    out += "OUTPUT of the process\n" + fitted(indented(finding.output), style.width, 4) + '\n';
  const std::string matters = render_what_matters(finding, style.width);
  if (!matters.empty()) out += matters + '\n';
  return out + replay_lines(finding, style);
}

std::string render_check_line(const CheckReport& check, const TextStyle& style) {
  std::string line =
      fmt::format("  {}{:<24}", paint(style, colour_of(check.verdict), fmt::format("{:<7} ", name_of(check.verdict))),
                  check.check->name);
  line += fmt::format(" {:<10} {:>11} {:>17}", name_of(check.isolation), counted(check.runs, "run", "runs"),
                      counted(check.stats.commands, "command", "commands"));
  line += fmt::format("   {} armed, {}   {}   {:.1f} s", counted(check.stats.faults_armed, "fault", "faults"),
                      counted(check.stats.faults_fired, "fired", "fired"),
                      counted(check.stats.crashes, "crash", "crashes"), check.seconds);
  if (!check.reason.empty()) line += "\n          " + said(check.reason);
  if (check.left_out > 0)
    line += fmt::format("\n          {} met while shrinking besides those below; fix these first",
                        counted(check.left_out, "kind of failure was", "kinds of failure were"));
  if (const auto never = what_never_happened(check);
      check.runs > 1 && check.verdict != VerdictKind::fail && !never.empty())
    line += fmt::format("\n          {} {}", paint(style, kYellow, "never happened:"),
                        on_one_line(fmt::format("{}", fmt::join(never, ", "))));
  return fitted(line + '\n', style.width, 10);
}

std::string render_summary(const CampaignReport& report, double seconds, const TextStyle& style) {
  std::uint64_t failures = 0, others = 0;
  for (const auto& check : report.checks) {
    failures += check.verdict == VerdictKind::fail;
    others += check.verdict == VerdictKind::flaky || check.verdict == VerdictKind::inconclusive;
  }
  std::string out = counted(report.checks.size(), "check", "checks") + ", ";
  out += failures > 0 ? paint(style, kRed, counted(failures, "failure", "failures")) : "no failures";
  if (others > 0) out += ", " + paint(style, kYellow, fmt::format("{} flaky or inconclusive", others));
  out += fmt::format(", {:.1f} s", seconds);
  if (report.interrupted)
    out += fmt::format(
        " (interrupted{}; everything found so far is saved)",
        report.not_begun == 0 ? "" : fmt::format(", {} not begun", counted(report.not_begun, "check", "checks")));
  return fitted(out + '\n', style.width, 2);
}

}  // namespace faultline
