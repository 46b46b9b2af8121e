// FAULTLINE_NO_CRASH_POINTS leaves nothing behind: no call into the library, no look at the environment.
#include <array>
#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "in_a_child.h"

void reach_on(const char* name);
void reach_off(const char* name);

namespace faultline::crash {
namespace {

std::string undefined_symbols(const std::string& object) {
  const std::string command = std::string(FAULTLINE_NM) + " --undefined-only '" + object + "' 2>&1 && echo complete";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string text;
  std::array<char, 4096> buffer{};
  for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) text.append(buffer.data(), n);
  ::pclose(pipe);
  return text;
}

bool mentions(const std::string& text, const char* word) { return text.find(word) != std::string::npos; }

TEST(CrashPointsOff, TheObjectFileAsksForNothing) {
  const std::string symbols = undefined_symbols(FAULTLINE_OBJECT_WITHOUT_POINTS);
  ASSERT_TRUE(mentions(symbols, "complete")) << symbols;
  EXPECT_FALSE(mentions(symbols, "crash")) << symbols;
  EXPECT_FALSE(mentions(symbols, "getenv")) << symbols;
}

// The same look at the same code with its points shows that the test above can fail.
TEST(CrashPointsOff, WithPointsItAsksForTheLibrary) {
  const std::string symbols = undefined_symbols(FAULTLINE_OBJECT_WITH_POINTS);
  ASSERT_TRUE(mentions(symbols, "complete")) << symbols;
  EXPECT_TRUE(mentions(symbols, "crash")) << symbols;
}

// Both live in this program: neither borrows the other's breakpoint.
TEST(CrashPointsOff, GoesOnWhereTheOtherDies) {
  EXPECT_TRUE(went_on(status_in_a_child("a.b", nullptr, [] { reach_off("a.b"); })));
  EXPECT_TRUE(was_killed(status_in_a_child("a.b", nullptr, [] { reach_on("a.b"); })));
}

}  // namespace
}  // namespace faultline::crash
