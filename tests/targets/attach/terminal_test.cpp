// What a person sees: the program on a terminal of a given width.
#include <cerrno>
#include <pty.h>
#include <regex>
#include <sstream>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faultline/engine/report/columns.h"

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

constexpr unsigned short kWidths[] = {40, 80, 120};

struct Shown {
  int code = -1;
  std::string text;  // what the terminal was sent, without its carriage returns at line ends
};

// `resized`: the terminal becomes so wide when the first bytes have come.
Shown on_terminal(unsigned short columns, const std::vector<std::string>& arguments,
                  const Environment& environment = {}, unsigned short resized = 0,
                  const char* file = FAULTLINE_PROGRAM) {
  winsize size{24, columns, 0, 0};
  int master = -1;
  const pid_t child = ::forkpty(&master, nullptr, nullptr, &size);
  if (child == 0) {
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("NO_COLOR");
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> argv{const_cast<char*>(file)};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(file, argv.data());
    ::_exit(127);
  }
  Shown shown;
  char block[4096];
  for (ssize_t got = 0; (got = ::read(master, block, sizeof block)) > 0;) {
    shown.text.append(block, static_cast<std::size_t>(got));
    if (resized != 0) {
      size.ws_col = resized;
      ::ioctl(master, TIOCSWINSZ, &size);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(master);
  shown.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  shown.text = std::regex_replace(shown.text, std::regex("\r+\n"), "\n");
  return shown;
}

std::string without_colours(const std::string& text) {
  return std::regex_replace(text, std::regex("\x1b\\[[0-9]*m"), "");
}

// The lines that stay: what was overwritten is gone.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(without_colours(text));
  for (std::string line; std::getline(in, line);) {
    const auto erased = line.rfind("\r\x1b[K");
    lines.push_back(erased == std::string::npos ? line : line.substr(erased + 4));
  }
  return lines;
}

// A line to be pasted stays whole, and a path is as long as it is.
bool to_be_pasted(const std::string& line) {
  return line.starts_with("  FAULT_") || line.starts_with("KEEP IT") || line.starts_with("ON DISK");
}

void expect_narrow(const Shown& shown, std::size_t columns) {
  for (const std::string& line : lines_of(shown.text))
    EXPECT_TRUE(to_be_pasted(line) || columns_of(line) <= columns) << line;
}

TEST(OnATerminal, NoLineOfARunIsWiderThanIt) {
  for (const auto columns : kWidths) {
    const Shown shown = on_terminal(columns, {"run", "chaos.durable.posix", "--runs", "20"});
    EXPECT_EQ(shown.code, 0) << shown.text;
    EXPECT_NE(shown.text.find("WHAT HAPPENED"), std::string::npos);
    expect_narrow(shown, columns);
  }
}

TEST(OnATerminal, NoLineOfAReportIsWiderThanIt) {
  const ReportFolder folder;
  for (const auto columns : kWidths) {
    for (const char* check : {"zoo.durable.truncate_before_publish", "zoo.store.listing_page_skips"}) {
      const Shown shown = on_terminal(columns, {"run", check, "--report-dir", folder.path()});
      EXPECT_EQ(shown.code, 1) << shown.text;
      expect_narrow(shown, columns);
      EXPECT_NE(without_colours(shown.text).find("<- FAILED HERE"), std::string::npos) << shown.text;
    }
  }
}

TEST(OnATerminal, NoOtherTableIsWiderThanIt) {
  for (const auto columns : kWidths) {
    for (const auto& told : {std::vector<std::string>{"list", "--zoo"}, {"--help"}, {"run", "--help"}}) {
      const Shown shown = on_terminal(columns, told);
      EXPECT_EQ(shown.code, 0);
      expect_narrow(shown, columns);
    }
    expect_narrow(on_terminal(columns, {"self-test", "chaos.store.memory", "--runs", "2"}), columns);
    expect_narrow(on_terminal(columns, {"sweep", "chaos.durable.posix", "--runs", "1", "--steps", "5"}), columns);
  }
}

// Everything that was ever drawn on one line.
std::vector<std::string> drawn(const std::string& text) {
  std::vector<std::string> all;
  const std::string mark = "\r\x1b[K";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1))
    all.push_back(text.substr(at + mark.size(), text.find_first_of("\r\n\x1b", at + mark.size()) - at - mark.size()));
  return all;
}

TEST(OnATerminal, ProgressIsOneLineThatFollowsResizing) {
  const Shown shown = on_terminal(80, {"run", "chaos.durable.simulated", "--for", "2s"}, {}, 30);
  const auto lines = drawn(shown.text);
  ASSERT_GE(lines.size(), 2U) << shown.text;
  EXPECT_LE(lines.size(), 40U) << "ten times a second are enough";
  for (const auto& line : lines) EXPECT_LT(columns_of(line), 80U) << line;
  EXPECT_LT(columns_of(lines[lines.size() - 2]), 30U) << lines[lines.size() - 2];
  EXPECT_TRUE(lines[lines.size() - 2].ends_with("...")) << lines[lines.size() - 2];
}

TEST(OnATerminal, PlainTextIsForThoseWhoWantIt) {
  const ReportFolder folder;
  for (const Environment& plain : {Environment{{"TERM", "dumb"}}, Environment{{"NO_COLOR", "1"}}}) {
    const Shown shown = on_terminal(80, {"run", "zoo.store.lost_update", "--report-dir", folder.path()}, plain);
    EXPECT_EQ(shown.code, 1);
    EXPECT_EQ(shown.text.find('\x1b'), std::string::npos) << shown.text;
    EXPECT_EQ(shown.text.find('\r'), std::string::npos) << shown.text;
  }
  const Shown shown =
      on_terminal(80, {"run", "zoo.store.lost_update", "--report-dir", folder.path()}, {{"NO_COLOR", ""}});
  EXPECT_NE(shown.text.find("\x1b[31m"), std::string::npos) << "an empty NO_COLOR is none";
}

// A minimum that reads `name=""` hides what matters.
TEST(OnATerminal, TextOfTargetsIsNotObeyed) {
  const ReportFolder folder;
  for (const char* check : {"zoo.print.hidden", "zoo.print.throws", "zoo.print.output", "zoo.print.terminal",
                            "zoo.print.terminal_forked"}) {
    const Shown shown = on_terminal(80, {"run", check, "--report-dir", folder.path()}, {}, 0, FAULTLINE_PRINTING);
    EXPECT_EQ(shown.code, 1);
    std::string text = std::regex_replace(without_colours(shown.text), std::regex("\r\x1b\\[K"), "");
    for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= ' ' && c < '\x7f')) << text;
  }
}

}  // namespace
}  // namespace faultline::program_testing
