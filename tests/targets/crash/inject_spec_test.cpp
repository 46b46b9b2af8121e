// The text of FAULT_INJECT, read and printed.
#include "faultline/targets/crash/point/inject_spec.h"

#include <cerrno>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace faultline::crash {

void PrintTo(const InjectEntry& entry, std::ostream* out) { *out << print_inject({entry}); }

namespace {

InjectSpec read(const std::string& text) {
  const auto parsed = parse_inject(text);
  if (const auto* error = std::get_if<InjectError>(&parsed)) ADD_FAILURE() << explain("refused", text, *error);
  return std::holds_alternative<InjectSpec>(parsed) ? std::get<InjectSpec>(parsed) : InjectSpec{};
}

std::vector<std::string> names(const std::string& text) {
  std::vector<std::string> result;
  for (const auto& entry : read(text)) {
    EXPECT_TRUE(entry.terms.empty()) << text;
    result.push_back(entry.name);
  }
  return result;
}

std::vector<InjectTerm> terms(const std::string& text) {
  const InjectSpec spec = read("p=" + text);
  EXPECT_EQ(spec.size(), 1u) << text;
  return spec.empty() ? std::vector<InjectTerm>{} : spec[0].terms;
}

using Names = std::vector<std::string>;
using Terms = std::vector<InjectTerm>;

TEST(InjectSpec, PlainNames) {
  EXPECT_EQ(names("a"), Names{"a"});
  EXPECT_EQ(names("wal.sync,install/second step"), (Names{"wal.sync", "install/second step"}));
  EXPECT_EQ(names("A,a"), (Names{"A", "a"}));
  EXPECT_EQ(names("f(x,y)->z"), (Names{"f(x", "y)->z"}));  // parentheses and arrows mean something after '=' only
}

TEST(InjectSpec, NamesAreTrimmedAndEmptyOnesDropped) {
  for (const char* nothing : {"", " ", ",", " , ,\t\n, ", ";;,"}) EXPECT_EQ(names(nothing), Names{}) << nothing;
  EXPECT_EQ(names(" a ,\tb\n,, c"), (Names{"a", "b", "c"}));
  EXPECT_EQ(names("a,b,a"), (Names{"a", "b"}));
}

TEST(InjectSpec, Tasks) {
  EXPECT_EQ(terms("off"), (Terms{{.task = Task::off}}));
  EXPECT_EQ(terms("kill"), (Terms{{.task = Task::kill}}));
  EXPECT_EQ(terms("panic"), (Terms{{.task = Task::panic}}));
  EXPECT_EQ(terms("return"), (Terms{{.task = Task::fail, .argument = EIO}}));
  EXPECT_EQ(terms("return(ENOSPC)"), (Terms{{.task = Task::fail, .argument = ENOSPC}}));
  EXPECT_EQ(terms("return(EWOULDBLOCK)"), (Terms{{.task = Task::fail, .argument = EAGAIN}}));
  EXPECT_EQ(terms("return(28)"), (Terms{{.task = Task::fail, .argument = 28}}));
  EXPECT_EQ(terms("return(4095)"), (Terms{{.task = Task::fail, .argument = 4095}}));
  EXPECT_EQ(terms("sleep(0)"), (Terms{{.task = Task::sleep, .argument = 0}}));
  EXPECT_EQ(terms("sleep(4294967295)"), (Terms{{.task = Task::sleep, .argument = 4294967295}}));
  EXPECT_EQ(terms("exit(255)"), (Terms{{.task = Task::exit, .argument = 255}}));
}

TEST(InjectSpec, ChancesAndCounts) {
  EXPECT_EQ(terms("50%kill"), (Terms{{.chance = kCertain / 2, .task = Task::kill}}));
  EXPECT_EQ(terms("0%kill"), (Terms{{.chance = 0, .task = Task::kill}}));
  EXPECT_EQ(terms("100%kill"), (Terms{{.chance = kCertain, .task = Task::kill}}));
  EXPECT_EQ(terms("0.000001%kill"), (Terms{{.chance = 1, .task = Task::kill}}));
  EXPECT_EQ(terms("12.5%3*return"), (Terms{{.chance = 12'500'000, .times = 3, .task = Task::fail, .argument = EIO}}));
  EXPECT_EQ(terms("0*off"), (Terms{{.times = 0, .task = Task::off}}));
  EXPECT_EQ(terms("18446744073709551615*off"), (Terms{{.times = 18446744073709551615u, .task = Task::off}}));
}

TEST(InjectSpec, Chains) {
  EXPECT_EQ(terms("2*off->kill"), (Terms{{.times = 2, .task = Task::off}, {.task = Task::kill}}));
  EXPECT_EQ(terms(" 2*off ->\tkill "), terms("2*off->kill"));
}

TEST(InjectSpec, EntriesOfBothKindsBesideEachOther) {
  const InjectSpec spec = read("a, b=return(EIO),c=2*off->exit(3);d");
  ASSERT_EQ(spec.size(), 4u);
  EXPECT_EQ(spec[0], (InjectEntry{"a", {}}));
  EXPECT_EQ(spec[1], (InjectEntry{"b", {{.task = Task::fail, .argument = EIO}}}));
  EXPECT_EQ(spec[2], (InjectEntry{"c", {{.times = 2, .task = Task::off}, {.task = Task::exit, .argument = 3}}}));
  EXPECT_EQ(spec[3], (InjectEntry{"d", {}}));
}

TEST(InjectSpec, WhatIsWrongAndWhere) {
  const std::vector<std::tuple<const char*, std::size_t, const char*>> cases = {
      {"=kill", 0, "name is missing"},
      {"a, =kill", 3, "name is missing"},
      {"a=", 2, "task is missing"},
      {"a=,b", 2, "task is missing"},
      {"a=kill->", 8, "task is missing"},
      {"a=KILL", 2, "task is missing"},
      {"a=retrun(EIO)", 2, "no task 'retrun'"},
      {"a=kill b", 7, "expected '->'"},
      {"a=b=kill", 2, "no task 'b'"},
      {"a=kill-panic", 6, "expected '->'"},
      {"a=kill(1)", 6, "no argument"},
      {"a=panic()", 7, "no argument"},
      {"a=sleep", 7, "milliseconds"},
      {"a=sleep()", 8, "milliseconds"},
      {"a=sleep(-1)", 8, "milliseconds"},
      {"a=sleep(4294967296)", 8, "milliseconds"},
      {"a=exit", 6, "code"},
      {"a=exit(256)", 7, "exit code"},
      {"a=return()", 9, "errno"},
      {"a=return(0)", 9, "errno"},
      {"a=return(4096)", 9, "errno"},
      {"a=return(EIOU)", 9, "errno"},
      {"a=return(eio)", 9, "errno"},
      {"a=return(EIO", 8, "not closed"},
      {"a=return(EIO,b", 8, "not closed"},
      {"a=101%kill", 2, "percentage"},
      {"a=100.000001%kill", 2, "percentage"},
      {"a=1.%kill", 2, "percentage"},
      {"a=.5%kill", 2, "percentage"},
      {"a=1.2.3%kill", 2, "percentage"},
      {"a=0.0000001%kill", 2, "percentage"},
      {"a=3kill", 3, "expected '*'"},
      {"a=1.5*kill", 2, "no count"},
      {"a=18446744073709551616*kill", 2, "no count"},
      {"a=2*50%kill", 4, "task is missing"},
      {"a,b=kill,b=off", 9, "twice"},
      {"a,a=kill", 2, "twice"},
  };
  for (const auto& [text, at, why] : cases) {
    const auto parsed = parse_inject(text);
    const auto* error = std::get_if<InjectError>(&parsed);
    ASSERT_NE(error, nullptr) << text;
    EXPECT_EQ(error->at, at) << text << ": " << error->why;
    EXPECT_NE(error->why.find(why), std::string::npos) << text << ": " << error->why;
  }
}

TEST(InjectSpec, TheExplanationPointsAtThePlace) {
  EXPECT_EQ(explain("FAULT_INJECT", "a\t=\xc3\xa4", {3, "no"}), "FAULT_INJECT: no\n  a?=??\n     ^\n");
}

TEST(InjectSpec, PrintsInOneForm) {
  const std::pair<const char*, const char*> cases[] = {
      {" a , b ", "a;b"},
      {"a = 12.50%2*return", "a=12.5%2*return(EIO)"},
      {"a=return(EWOULDBLOCK)->return(4095)", "a=return(EAGAIN)->return(4095)"},
      {"a=0.000001%sleep(007)", "a=0.000001%sleep(7)"},
  };
  for (const auto& [text, printed] : cases) EXPECT_EQ(print_inject(read(text)), printed) << text;
}

TEST(InjectSpec, WhatIsOnlySwitchedOffIsNotArmed) {
  EXPECT_EQ(armed_names(read("a,b=off,c=2*off->kill,d=1*off->off")), (Names{"a", "c"}));
}

}  // namespace
}  // namespace faultline::crash
