#include "judge.h"

#include <csignal>
#include <regex>
#include <sys/wait.h>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace faultline::abuse {
namespace {

bool is_terminal(Output kind) { return kind == Output::terminal || kind == Output::hung_up; }
bool whole(Output kind) { return kind == Output::kept || kind == Output::terminal; }

// What sets colours or clears the line.
const std::regex kOrder("\x1b\\[[0-9;]*[mK]");

// The classes of all findings, in text or in JSON: "FAIL  chaos.x   durability/lost_ack", "class": "lost_ack". A reader
// may have left in the middle of one.
std::set<std::string> classes_in(const std::string& shown) {
  std::set<std::string> all;
  const std::string text = std::regex_replace(shown, kOrder, "");
  static const std::regex kFinding(
      R"re((?:FAIL|FLAKY)\S*\s+[a-z0-9_.]+\s+\S*?[a-z]+/([a-z_]+)(?=[\r\n])|"class": ?"([a-z_]+)")re");
  for (std::sregex_iterator at(text.begin(), text.end(), kFinding), end; at != end; ++at)
    all.insert((*at)[1].matched ? (*at)[1] : (*at)[2]);
  return all;
}

// Anything but a line's end, a tab, a progress line's return and those orders.
std::string raw_control(const std::string& text, bool plain) {
  const std::string left = plain ? text : std::regex_replace(text, kOrder, "");
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto c = static_cast<unsigned char>(left[i]);
    const bool c1 = c == 0xc2 && i + 1 < left.size() && (static_cast<unsigned char>(left[i + 1]) & 0xe0) == 0x80;
    if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f || c1)
      return fmt::format("\\x{:02x} after {:?}", c, left.substr(i < 20 ? 0 : i - 20, std::min<std::size_t>(i, 20)));
  }
  return "";
}

void judge_end(const Case& one, const Happened& happened, std::vector<std::string>& wrong) {
  if (happened.late || happened.greedy) {
    wrong.push_back(happened.late ? "it hung" : "it takes more and more memory");
    return;
  }
  if (WIFSIGNALED(happened.status)) {
    wrong.push_back(fmt::format("it died by SIG{}", sigabbrev_np(WTERMSIG(happened.status))));
    return;
  }
  const int code = WEXITSTATUS(happened.status);
  const std::set<int> codes = one.expected.codes();
  if (!codes.contains(code))
    wrong.push_back(fmt::format("its exit code is {}, not {}{}", code, fmt::join(codes, " or "),
                                code == 0 ? ": a silent pass" : ""));
  const bool mute = !whole(one.streams.err) || one.arguments.empty();
  if ((code == 2 || code == 4) && !mute && happened.err.empty() &&
      !(is_terminal(one.streams.err) && !happened.out.empty()))
    wrong.push_back(fmt::format("it ends with {} and says nothing", code));
}

void judge_findings(const Case& one, const Happened& happened, std::vector<std::string>& wrong) {
  const std::set<std::string> found = classes_in(happened.out + happened.err);
  for (const auto& name : found)
    if (!one.expected.classes.contains(name)) wrong.push_back("a wrong class: " + name);
  const bool failed = WIFEXITED(happened.status) && WEXITSTATUS(happened.status) == 1;
  if (failed && !one.expected.gtest && found.empty() && one.streams.out == Output::kept)
    wrong.push_back("it ends with 1 and shows no failure");
}

void judge_text(const Case& one, const Happened& happened, std::vector<std::string>& wrong) {
  const auto& [in, out, err, cut_after, columns] = one.streams;
  const auto& environment = one.environment;
  const auto is = [&](const char* name, const char* value) {
    const auto found = environment.find(name);
    return found != environment.end() && found->second && (*value == '\0' || *found->second == value);
  };
  const bool plain = is("NO_COLOR", "") || is("TERM", "dumb");
  if (is_terminal(out) || is_terminal(err))
    if (const auto raw = raw_control(is_terminal(out) ? happened.out : happened.err, plain); !raw.empty())
      wrong.push_back("a raw control character on a terminal: " + raw);
  bool json = false;
  for (std::size_t i = 1; i < one.arguments.size(); ++i)
    json |= one.arguments[i] == "-" && one.arguments[i - 1] == "--json";
  const int code = WIFEXITED(happened.status) ? WEXITSTATUS(happened.status) : -1;
  if (!json || out != Output::kept || (code != 0 && code != 1 && code != 3)) return;
  boost::json::error_code error;
  (void)boost::json::parse(happened.out, error);
  if (error) wrong.push_back("its JSON is not: " + error.message());
}

}  // namespace

std::vector<std::string> faults(const Case& one, const Happened& happened) {
  std::vector<std::string> wrong;
  judge_end(one, happened, wrong);
  judge_findings(one, happened, wrong);
  judge_text(one, happened, wrong);
  for (const auto& what : happened.left) wrong.push_back("left behind: " + what);
  return wrong;
}

}  // namespace faultline::abuse
