// Flags and their variables: a flag wins, what contradicts is refused, and so is what makes no sense.
#include "program_testing.h"

namespace faultline::program_testing {
namespace {

constexpr const char* kCheck = "chaos.store.memory";

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void expect_refused(const Ended& ended, const std::string& part) {
  EXPECT_EQ(ended.code, 2) << ended.out << ended.err;
  EXPECT_TRUE(says(ended.err, part)) << ended.err;
}

struct Pair {
  const char* flag;
  const char* value;
  const char* variable;
  const char* other;           // the variable's value
  const char* shows;           // in the output, where the flag won
  const char* variable_shows;  // and where the variable stands alone
};

// Of `run chaos.store.memory --json -`, which runs 2,000 schedules of 100 steps unless told otherwise.
const Pair kNumbers[] = {
    {"--runs", "3", "FAULT_RUNS", "4", R"("runs": 3,)", R"("runs": 4,)"},
    {"--steps", "20", "FAULT_STEPS", "50", R"("steps": 40,)", R"("steps": 100,)"},
    {"--campaign", "7", "FAULT_CAMPAIGN", "8", R"("campaign": "0x7")", R"("campaign": "0x8")"},
    {"--isolate", "forked", "FAULT_ISOLATE", "in-process", R"("isolation": "forked")", R"("isolation": "in-process")"},
};

TEST(Flags, WinOverTheirVariables) {
  for (const Pair& pair : kNumbers) {
    std::vector<std::string> arguments{"run", kCheck, "--json", "-"};
    if (std::string(pair.flag) != "--runs") arguments.insert(arguments.end(), {"--runs", "2"});
    const Environment environment{{pair.variable, pair.other}};
    const Ended alone = program(arguments, environment);
    EXPECT_TRUE(says(alone.out, pair.variable_shows)) << pair.variable << alone.out << alone.err;
    arguments.insert(arguments.end(), {pair.flag, pair.value});
    const Ended both = program(arguments, environment);
    EXPECT_TRUE(says(both.out, pair.shows)) << pair.flag << both.out << both.err;
  }
}

// The values of these variables cannot be used: whoever reads them says so.
TEST(Flags, WinOverVariablesThatAreWrong) {
  const ReportFolder folder;
  const std::vector<std::vector<std::string>> flags{{"--jobs", "2", "FAULT_JOBS", "0"},
                                                    {"--shrink-for", "1s", "FAULT_SHRINK_FOR", "0s"},
                                                    {"--for", "0.01s", "FAULT_FOR", "never"},
                                                    {"--seed", "7", "FAULT_SEED", "12x"},
                                                    {"--report-dir", folder.path(), "FAULT_REPORT_DIR", "/dev/null/x"}};
  for (const auto& flag : flags) {
    std::vector<std::string> arguments{"run", kCheck, "--steps", "5"};
    if (flag[0] != "--for" && flag[0] != "--seed") arguments.insert(arguments.end(), {"--runs", "1"});
    const Environment environment{{flag[2], flag[3]}};
    if (flag[0] != "--report-dir")
      expect_refused(program(arguments, environment), flag[0] == "--seed" ? "12x" : flag[2]);
    arguments.insert(arguments.end(), {flag[0], flag[1]});
    EXPECT_EQ(program(arguments, environment).code, 0) << flag[0];
  }
}

TEST(Flags, WinInEveryCommand) {
  const Ended swept = program({"sweep", "chaos.durable.posix", "--runs", "1", "--steps", "8", "--json", "-"},
                              {{"FAULT_STEPS", "30"}, {"FAULT_RUNS", "2"}});
  EXPECT_TRUE(says(swept.out, R"("runs": 1,)")) << swept.out << swept.err;
  const Ended tested = program({"self-test", kCheck, "--runs", "1", "--campaign", "7"},
                               {{"FAULT_RUNS", "none"}, {"FAULT_CAMPAIGN", "no number"}, {"FAULT_SEED", "7"}});
  EXPECT_NE(tested.code, 2) << tested.err;
  for (const char* command : {"run", "sweep"})
    expect_refused(
        program({command, "chaos.durable.posix", "--replay", "/nowhere/flag"}, {{"FAULT_REPLAY", "/nowhere/v"}}),
        "/nowhere/flag");
}

// What a command has no flag for is none of its business.
TEST(Flags, VariablesOfOtherCommandsAreNotRead) {
  const Environment wrong{{"FAULT_SEED", "12x"}, {"FAULT_RUNS", "none"}, {"FAULT_JOBS", "0"},    {"FAULT_FOR", "0s"},
                          {"FAULT_STEPS", "0"},  {"FAULT_REPLAY", "x"},  {"FAULT_CAMPAIGN", "x"}};
  EXPECT_EQ(program({"list"}, wrong).code, 0);
  EXPECT_EQ(program({"--help"}, wrong).code, 0);
}

TEST(Flags, AnEmptyVariableIsNone) {
  const Environment empty{{"FAULT_SEED", ""},      {"FAULT_REPLAY", ""},  {"FAULT_RUNS", ""},
                          {"FAULT_STEPS", ""},     {"FAULT_FOR", ""},     {"FAULT_JOBS", ""},
                          {"FAULT_CAMPAIGN", ""},  {"FAULT_ISOLATE", ""}, {"FAULT_SHRINK_FOR", ""},
                          {"FAULT_REPORT_DIR", ""}};
  const Ended ended = program({"run", kCheck, "--runs", "1"}, empty);
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(says(ended.out, "campaign 0xfa017 (the same seeds every time")) << ended.out;
}

TEST(Flags, AnEmptyFlagIsRefused) {
  for (const char* flag : {"--seed", "--campaign", "--isolate", "--for", "--shrink-for", "--report-dir", "--json",
                           "--runs", "--steps", "--jobs", "--replay"}) {
    EXPECT_EQ(program({"run", kCheck, flag, ""}).code, 2) << flag;
    EXPECT_EQ(program({"run", kCheck, std::string(flag) + '='}).code, 2) << flag;
  }
}

TEST(Flags, ThatContradictAreRefused) {
  const std::vector<std::vector<std::string>> pairs{
      {"--seed", "7", "--runs", "5"},   {"--seed", "7", "--for", "1s"},    {"--seed", "7", "--campaign", "1"},
      {"--runs", "5", "--for", "1s"},   {"--replay", "x", "--seed", "7"},  {"--replay", "x", "--runs", "5"},
      {"--replay", "x", "--for", "1s"}, {"--replay", "x", "--steps", "5"}, {"--replay", "x", "--campaign", "1"},
  };
  const auto variable = [](std::string flag) {
    std::string name = "FAULT_";
    for (const char c : flag.substr(2)) name += static_cast<char>(std::toupper(c));
    return name;
  };
  for (const auto& pair : pairs) {
    for (const char* command : {"run", "sweep"}) {
      std::vector<std::string> arguments{command, "chaos.durable.posix"};
      expect_refused(program(arguments, {{variable(pair[0]), pair[1]}, {variable(pair[2]), pair[3]}}),
                     variable(pair[0]) + " and " + variable(pair[2]) + " contradict each other");
      arguments.insert(arguments.end(), pair.begin(), pair.end());
      expect_refused(program(arguments), pair[0] + " and " + pair[2] + " contradict each other");
    }
  }
  expect_refused(program({"run", kCheck, "--quiet", "--verbose"}), "--quiet and --verbose contradict each other");
}

// A variable that somebody set once and for all does not stand in the way of a flag.
TEST(Flags, WinOverVariablesThatContradictThem) {
  const Ended one = program({"run", kCheck, "--seed", "7"}, {{"FAULT_RUNS", "5"}, {"FAULT_FOR", "1h"}});
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_TRUE(says(one.out, "one run of chaos.store.memory, seed 7")) << one.out;
  const Ended five = program({"run", kCheck, "--runs", "5"}, {{"FAULT_SEED", "7"}, {"FAULT_REPLAY", "/nowhere"}});
  EXPECT_EQ(five.code, 0) << five.err;
  EXPECT_TRUE(says(five.out, "  5 runs  ")) << five.out;
  // A pass says nothing of what was not run.
  for (const char* unheard : {"FAULT_SEED is set and not used: a seed is one run, and --runs wins\n",
                              "FAULT_REPLAY is set and not used: a repro file is one schedule, and --runs wins\n"})
    EXPECT_TRUE(says(five.err, unheard)) << five.err;
  EXPECT_EQ(one.err, "");
}

TEST(Flags, UnderGoogleTestVariablesContradictAsWell) {
  const Ended ended = program({"--gtest_filter=chaos.store.memory"}, {{"FAULT_SEED", "7"}, {"FAULT_REPLAY", "x"}});
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.out, "FAULT_REPLAY and FAULT_SEED contradict each other")) << ended.out;
}

TEST(Flags, SenselessTimesAreRefused) {
  for (const char* time :
       {"0",      "0s",     "0m",  "-0s", "-1s", "1e-9s", "1e9h", "nan", "nans",  "inf", "infh", "-inf",
        "1e308h", "1e999s", "5 s", "5d",  "s",   "1s1s",  " 1s",  "1s ", "0x10s", "+5s", "9000h"}) {
    for (const char* flag : {"--for", "--shrink-for"})
      expect_refused(program({"run", kCheck, std::string(flag) + '=' + time}), "write 30s, 10m or 2h");
    expect_refused(program({"run", kCheck}, {{"FAULT_FOR", time}}), "write 30s, 10m or 2h");
    expect_refused(program({"sweep", "chaos.durable.posix"}, {{"FAULT_SHRINK_FOR", time}}), "write 30s, 10m or 2h");
  }
  for (const char* time : {"0.001", "1e-3s", "0.0001m"})
    EXPECT_EQ(program({"run", kCheck, "--steps", "5", "--for", time}).code, 0) << time;
}

TEST(Flags, ANumberIsDecimal) {
  for (const char* number : {"010", "0x10", "1'000", "00", "+5", " 5"}) {
    const std::string said = '\'' + std::string(number) + "' is no whole number; write, for example, 200";
    expect_refused(program({"run", kCheck, "--runs", number}), said);
    expect_refused(program({"run", kCheck}, {{"FAULT_STEPS", number}}), "FAULT_STEPS: --steps: " + said);
  }
}

TEST(Flags, TheSeedOfARunIsNoCampaign) {
  expect_refused(program({"run", kCheck, "--campaign", "g12345678:5"}), "a campaign is a number or `random`");
}

TEST(Flags, ASeedThatACommandDoesNotTakeIsTold) {
  const Ended ended = program({"self-test", kCheck, "--runs", "2"}, {{"FAULT_SEED", "5"}});
  EXPECT_TRUE(says(ended.err, "FAULT_SEED is set and not used: self-test takes no --seed")) << ended.err;
}

TEST(Flags, WhatGoogleTestDoesNotKnowIsRefused) {
  for (const auto& wrong : std::vector<std::vector<std::string>>{
           {"--gtest_flter=x"}, {"--gtest_filter=chaos.store.memory", "--seed", "5"}, {"run", "--gtest_color=no"}})
    EXPECT_TRUE(says(program(wrong).err, "is nothing that GoogleTest knows")) << wrong.front();
  expect_refused(program({"--gtest_filter=chaos.store.memry"}), "no test matches --gtest_filter=chaos.store.memry");
  EXPECT_EQ(program({"--gtest_filter=nothing", "--gtest_list_tests"}).code, 0);
  EXPECT_EQ(program({"--gtest_filter=nothing", "--help"}).code, 0);
}

TEST(Flags, OneIsOne) {
  const Ended ended = program({"run", kCheck, "--runs", "1", "--steps", "1"});
  EXPECT_EQ(ended.code, 0) << ended.out;
  for (const char* many : {" 1 runs", " 1 commands", " 1 faults", " 1 crashes", " 1 checks"})
    EXPECT_FALSE(says(ended.out, many)) << ended.out;
  EXPECT_TRUE(says(ended.out, " 1 run ")) << ended.out;
}

}  // namespace
}  // namespace faultline::program_testing
