// Folders, and the rest of an odd shell.
#include <string>

#include "grammar.h"

namespace faultline::abuse {
namespace {

// Whether the program needs a workspace for this, so that it has to look at TMPDIR.
bool works(const Case& one) {
  const auto& arguments = one.arguments;
  if (arguments.empty() || arguments.back() == "--help") return false;
  for (const char* command : {"run", "sweep", "replay", "shrink", "explain"})
    if (arguments.front() == command) return true;
  return arguments.front() == "self-test";
}

bool saves(const Case& one) {
  return works(one) && one.arguments.front() != "self-test" && one.arguments.front() != "replay";
}

void odd_temporary_folder(Case& one, Draws& draws) {
  const std::string kNone[] = {"{dir}/none",
                               "{dir}/f/file",
                               "{dir}/f/file/t",
                               "/dev/null",
                               "/proc",
                               "{dir}/t/" + std::string(150, 't'),  // it could be, but too little is left below it
                               "{dir}/" + std::string(300, 't'),
                               "{dir}/" + std::string(5000, 't'),
                               "\xff\xfe"};
  const std::string kOdd[] = {"{dir}/t/a b",
                              "{dir}/t/\xe6\x95\xb0",
                              "{dir}/t/quote'\"",
                              "{dir}/t/new\nline",
                              "{dir}/t/\x1b[31m",
                              "../t/x",
                              "{dir}/t/./../t/y",
                              "{dir}/t/%s%n",
                              "{dir}/t/link"};
  one.files.push_back({.path = "f/file", .content = "x"});
  if (draws.chance(1, 2)) {
    one.environment["TMPDIR"] = one_of(draws, kNone);
    if (works(one)) one.expected.refused = true;
    return;
  }
  const std::string chosen = one_of(draws, kOdd);
  one.environment["TMPDIR"] = chosen;
  std::string made = chosen.substr(chosen.find("t/"));
  if (chosen.ends_with("/y")) made = "t/y";
  one.files.push_back(
      {.kind = made == "t/link" ? File::Kind::link : File::Kind::folder, .path = made, .content = "../f"});
}

void odd_report_folder(Case& one, Draws& draws) {
  const std::string kNone[] = {"{dir}/f/file", "{dir}/f/file/out", "/dev/null",
                               "/proc/none",   "/dev/null/x",      "{dir}/out/" + std::string(300, 'o')};
  const std::string kOdd[] = {"{dir}/out/a b",       "{dir}/out/new/and/newer", "{dir}/out/\xe6\x95\xb0",
                              "{dir}/out/quote'",    "{dir}/out/\x1b[31m",      "../out/relative",
                              "{dir}/out/new\nline", "{dir}/out/$HOME"};
  one.files.push_back({.path = "f/file", .content = "x"});
  std::erase(one.arguments, "--report-dir");
  std::erase(one.arguments, "{dir}/out");
  const bool usable = draws.chance(1, 2);
  one.environment["FAULT_REPORT_DIR"] = usable ? one_of(draws, kOdd) : one_of(draws, kNone);
  if (usable || !saves(one)) return;
  (one.arguments.front() == "explain" ? one.expected.may_break : one.expected.refused) = true;
}

void mounted(Case& one, Draws& draws) {
  const char* kWhere[] = {"{dir}/t", "{dir}/t", "{dir}/out", "/dev/shm", "{dir}/cwd"};
  one.mounted = one_of(draws, kWhere);
  one.mount = draws.chance(1, 2) ? Mount::full : Mount::read_only;
  if (one.mounted == "/dev/shm" && draws.chance(1, 2)) {
    one.mount = Mount::full;
    one.environment["TMPDIR"] = std::nullopt;
    one.expected.may_break = true;
  }
  if (one.mounted == "{dir}/t") {
    if (one.mount == Mount::full) one.expected.may_break = true;
    if (one.mount == Mount::read_only && works(one)) one.expected.refused = true;
  }
  if (one.mounted == "{dir}/out") one.expected.may_break = true;
}

void odd_working_folder(Case& one, Draws& draws) {
  switch (draws.below(3)) {
    case 0:
      one.folder = "cwd/gone";
      one.folder_removed = true;
      break;
    case 1:
      one.folder = "f/a b/\xe6\x95\xb0\n";
      break;
    default:
      one.folder = "f/closed";  // to others
      one.nobody = true;
  }
  one.files.push_back({.kind = File::Kind::folder, .path = one.folder});
}

void odd_shell(Case& one, Draws& draws) {
  const std::pair<const char*, std::optional<std::string>> kOdd[] = {
      {"HOME", std::nullopt},
      {"HOME", "/nonexistent"},
      {"PATH", std::nullopt},
      {"PATH", ""},
      {"TERM", "dumb"},
      {"TERM", ""},
      {"TERM", std::nullopt},
      {"LANG", "tr_TR.UTF-8"},
      {"LC_ALL", "xx_YY.KOI8"},
      {"LC_NUMERIC", "de_DE"},
      {"COLUMNS", "0"},
      {"COLUMNS", "-5"},
      {"COLUMNS", "1"},
      {"COLUMNS", "99999999999"},
      {"COLUMNS", "wide"},
      {"LINES", "0"},
      {"NO_COLOR", ""},
      {"NO_COLOR", "1"},
      {"PWD", "/nonexistent"},
      {"USER", std::nullopt},
      {"TZ", "Nowhere/None"},
      {"SHELL", "/bin/false"},
      {"IFS", "x"},
      {"LANG", std::nullopt},
      {"POSIXLY_CORRECT", "1"},
      {"TMP", "/nonexistent"},
  };
  for (auto left = 1 + draws.below(4); left > 0; --left) {
    const auto& [name, value] = one_of(draws, kOdd);
    one.environment[name] = value;
  }
  one.nobody = draws.chance(1, 4);
}

}  // namespace

void abuse_folders(Case& one, Draws& draws) {
  if (one.arguments.empty() && one.topic.empty()) {
    ask(one, quick_call(draws));
    constexpr void (*kWays[])(Case&, Draws&) = {odd_temporary_folder, odd_report_folder, mounted, odd_working_folder,
                                                odd_shell};
    return one_of(draws, kWays)(one, draws);
  }
  constexpr void (*kWays[])(Case&, Draws&) = {odd_temporary_folder, mounted, odd_working_folder, odd_shell, odd_shell};
  one_of(draws, kWays)(one, draws);
}

}  // namespace faultline::abuse
