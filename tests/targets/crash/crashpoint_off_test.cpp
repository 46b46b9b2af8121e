// FAULTLINE_NO_CRASH_POINTS leaves nothing behind, in C++ and in C: no call into the library, no look at the
// environment, no name. Each look is also taken at the same code with its points, which shows that it can fail.
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "in_a_child.h"

int reach_on(const char* name);
int reach_off(const char* name);
extern "C" int reach_c_on(const char* name);
extern "C" int reach_c_off(const char* name);

namespace faultline::crash {
namespace {

struct Objects {
  const char* with_points;
  const char* without_points;
  bool is_c;
};
constexpr Objects kCpp{FAULTLINE_OBJECT_WITH_POINTS, FAULTLINE_OBJECT_WITHOUT_POINTS, false};
constexpr Objects kC{FAULTLINE_C_OBJECT_WITH_POINTS, FAULTLINE_C_OBJECT_WITHOUT_POINTS, true};

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

std::string bytes_of(const char* file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool mentions(const std::string& text, const std::string& word) { return text.find(word) != std::string::npos; }

TEST(CrashPointsOff, TheObjectFileAsksForNothing) {
  for (const Objects& objects : {kCpp, kC}) {
    const std::string symbols = undefined_symbols(objects.without_points);
    ASSERT_TRUE(mentions(symbols, "complete")) << symbols;
    EXPECT_FALSE(mentions(symbols, "crash")) << symbols;
    EXPECT_FALSE(mentions(symbols, "faultline")) << symbols;
    EXPECT_FALSE(mentions(symbols, "getenv")) << symbols;
  }
}

TEST(CrashPointsOff, WithPointsItAsksForTheLibrary) {
  for (const Objects& objects : {kCpp, kC}) {
    const std::string symbols = undefined_symbols(objects.with_points);
    ASSERT_TRUE(mentions(symbols, "complete")) << symbols;
    EXPECT_TRUE(mentions(symbols, "faultline_crash_state")) << symbols;
    EXPECT_TRUE(mentions(symbols, "faultline_crash_reached")) << symbols;
  }
}

TEST(CrashPointsOff, TheObjectFileHoldsNoNames) {
  for (const Objects& objects : {kCpp, kC}) {
    const std::string with = bytes_of(objects.with_points);
    const std::string without = bytes_of(objects.without_points);
    ASSERT_TRUE(mentions(without, "ELF"));
    EXPECT_TRUE(mentions(with, "faultline_points"));
    EXPECT_FALSE(mentions(without, "faultline_points"));
    for (const std::string kind : {"crash", "panic", "fail", "delay"}) {
      EXPECT_TRUE(mentions(with, "reach." + kind + "-macro")) << kind;
      EXPECT_FALSE(mentions(without, "reach." + kind + "-macro")) << kind;
      if (kind == "crash") continue;  // reached under the caller's name
      EXPECT_TRUE(mentions(with, "reach." + kind + "-function")) << kind;
#ifndef __OPTIMIZE__
      if (!objects.is_c) continue;  // an empty function of C++ keeps its argument then
#endif
      EXPECT_FALSE(mentions(without, "reach." + kind + "-function")) << kind;
    }
  }
}

// All live in this program: none borrows another's points.
TEST(CrashPointsOff, GoesOnWhereTheOtherDies) {
  for (const char* name : {"a.b", "reach.crash-macro"}) {
    EXPECT_TRUE(went_on(status_in_a_child(name, nullptr, [] { ::_exit(reach_off("a.b")); }))) << name;
    EXPECT_TRUE(went_on(status_in_a_child(name, nullptr, [] { ::_exit(reach_c_off("a.b")); }))) << name;
    EXPECT_TRUE(was_killed(status_in_a_child(name, nullptr, [] { reach_on("a.b"); }))) << name;
    EXPECT_TRUE(was_killed(status_in_a_child(name, nullptr, [] { reach_c_on("a.b"); }))) << name;
  }
}

}  // namespace
}  // namespace faultline::crash
