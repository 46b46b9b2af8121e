// README.md's first five minutes and its attaching code are what really happens, word for word.
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

#include <gtest/gtest.h>

#include "faultline/engine/runner/workspace.h"
#include "faultline/targets/crash/harness/harness.h"

namespace faultline {
namespace {

std::string contents(const std::string& file) {
  std::ifstream in(file);
  EXPECT_TRUE(in.is_open()) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

// What stands in README.md between `begin` and the end of that code block.
std::string readme_block(const std::string& begin) {
  static const std::string readme = contents(FAULTLINE_SOURCE_DIR "/README.md");
  const auto at = readme.find(begin);
  EXPECT_NE(at, std::string::npos) << begin;
  if (at == std::string::npos) return "";
  const auto start = at + begin.size();
  return readme.substr(start, readme.find("```", start) - start);
}

// Times and paths may vary; everything else must stand as it is.
std::string settled(std::string text) {
  text = std::regex_replace(text, std::regex("\\d+\\.\\d s"), "N s");
  text = std::regex_replace(text, std::regex("/\\S+/faultline-notes(-fixed)?"), "faultline-notes");
  return std::regex_replace(text, std::regex("([ =])/\\S+/chaos"), "$1/out/chaos");
}

std::string campaign(const std::string& program, int code) {
  const auto folder = make_workspace_root();
  crash::Options options;
  options.arguments = {"--report-dir", folder.string()};
  options.deadline = std::chrono::minutes(5);
  const crash::Outcome outcome = crash::run(program, "run", options);
  Workspace(folder).remove();
  EXPECT_EQ(outcome.exit_code(), code) << outcome.err();
  return settled(outcome.out());
}

bool someone_followed_the_readme() {
  const std::string fix = readme_block("-    open_journal();\n+");
  const std::string line = '\n' + fix.substr(0, fix.find('\n') + 1);
  return contents(FAULTLINE_SOURCE_DIR "/targets/examples/notes/notes.h").find(line) != std::string::npos;
}

TEST(FirstFiveMinutes, OneCommandFindsTheBug) {
  if (someone_followed_the_readme()) GTEST_SKIP() << "notes.h has the fix already";
  EXPECT_EQ(campaign(FAULTLINE_NOTES, 1), settled(readme_block("$ build/faultline-notes run\n")));
}

TEST(FirstFiveMinutes, TheDiffShownMakesItGreen) {
  const std::string all = campaign(FAULTLINE_NOTES_FIXED, 0);
  const auto result = all.find("  pass ");
  ASSERT_NE(result, std::string::npos) << all;
  EXPECT_EQ(all.substr(result), settled(readme_block("&& build/faultline-notes run\n...\n")));
}

TEST(FirstFiveMinutes, TheAttachingCodeIsWhatIsCompiled) {
  const std::string check = contents(FAULTLINE_SOURCE_DIR "/targets/examples/notes/notes_check.cpp");
  const std::string shown = readme_block("```cpp\n");
  EXPECT_EQ(shown, check.substr(check.find("#include")));
  std::istringstream lines(shown);
  int code = 0;
  for (std::string line; std::getline(lines, line);) code += !line.empty();
  EXPECT_LE(code, 25);
}

}  // namespace
}  // namespace faultline
