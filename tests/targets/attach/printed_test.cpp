// Every line that is printed to be pasted is pasted: in a fresh shell, in another folder. It must show the failure.
#include <algorithm>
#include <regex>
#include <sstream>

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

// A fresh shell, with nothing in its environment, in the root folder.
Ended pasted(const std::string& line) {
  return program_of("/usr/bin/env", {"-i", "PATH=/usr/bin:/bin", "HOME=/", "sh", "-c", "cd / && " + line});
}

std::vector<std::string> lines_after(const std::string& text, const std::string& begin) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(begin)) lines.push_back(line.substr(line.find_first_not_of(' ')));
  return lines;
}

std::string first_match(const std::string& text, const std::string& pattern) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : "";
}

struct Kind {
  const char* name;
  const char* program;
  std::vector<std::string> arguments;
  std::size_t lines;         // that are printed, for one finding
  const char* holds = "";    // each of them
  bool same_history = true;  // what is pasted comes to the same minimum
};
void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

const Kind kKinds[] = {
    {"wrong_reply", FAULTLINE_PRINTING, {"chaos.print.wrong"}, 2},
    {"forked_unlike_its_check",
     FAULTLINE_PRINTING,
     {"chaos.print.wrong", "--isolate", "forked"},
     2,
     "FAULT_ISOLATE=forked"},
    {"death_of_what_runs_in_process",
     FAULTLINE_PRINTING,
     {"chaos.print.dies", "--isolate", "forked"},
     2,
     "FAULT_ISOLATE=forked"},
    {"exception", FAULTLINE_PRINTING, {"zoo.print.throws"}, 2},
    {"death", FAULTLINE_PRINTING, {"zoo.print.output"}, 2},
    {"deadlock", FAULTLINE_PRINTING, {"zoo.print.sleeps"}, 2},
    {"leak", FAULTLINE_PRINTING, {"zoo.print.leaks"}, 2},
    {"flaky", FAULTLINE_PRINTING, {"zoo.print.flaky"}, 1},
    {"where_timing_decides", FAULTLINE_PRINTING, {"zoo.print.seldom"}, 2, "", false},
    {"more_steps_than_usual", FAULTLINE_PRINTING, {"zoo.print.tired", "--steps", "60"}, 2},
    {"death_of_a_fault", FAULTLINE_PRINTING, {"zoo.print.dies_of_fault"}, 2},
    {"met_while_shrinking", FAULTLINE_PRINTING, {"zoo.print.two"}, 3},
    {"lost_ack", FAULTLINE_PROGRAM, {"zoo.durable.truncate_before_publish"}, 2},
    {"power_loss", FAULTLINE_PROGRAM, {"zoo.durable.ack_before_sync"}, 2},
    {"liveness", FAULTLINE_PROGRAM, {"zoo.store.stuck_workflow"}, 2},
};

class Printed : public testing::TestWithParam<Kind> {
 protected:
  // In a folder whose name must be quoted.
  std::string folder() const { return folder_.path() + "/it's here"; }
  Ended found() const {
    std::vector<std::string> arguments{"run", "--quiet", "--report-dir", folder()};
    arguments.insert(arguments.end(), GetParam().arguments.begin(), GetParam().arguments.end());
    return program_of(GetParam().program, arguments);
  }
  ReportFolder folder_;
};

TEST_P(Printed, LinesShowTheFailureAgain) {
  const Ended ended = found();
  ASSERT_TRUE(ended.code == 1 || ended.code == 3) << ended.code << ended.out << ended.err;
  const std::string verdict = first_match(ended.out, "\\n?(FAIL|FLAKY)");
  const auto lines = lines_after(ended.out, "  FAULT_");
  EXPECT_EQ(lines.size(), GetParam().lines) << ended.out;
  for (const std::string& line : lines) {
    EXPECT_NE(line.find(GetParam().holds), std::string::npos) << line;
    const Ended again = pasted(line);
    EXPECT_NE(again.code, 0) << line << again.out << again.err;
    EXPECT_NE(again.out.find(verdict), std::string::npos) << line << again.out << again.err;
    const std::string history = first_match(again.out, "(history [0-9a-f]{16})");
    EXPECT_FALSE(history.empty()) << line << again.out << again.err;
    EXPECT_TRUE(!GetParam().same_history || ended.out.find(history) != std::string::npos) << line << again.out;
    EXPECT_TRUE(line.find("ctest") != std::string::npos || again.code == ended.code) << line << again.out;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, Printed, testing::ValuesIn(kKinds), [](const auto& kind) { return kind.param.name; });

// --- what one line or another holds ---

class PrintedBy : public testing::Test {
 protected:
  Ended run(std::vector<std::string> arguments, Environment environment = {}) {
    arguments.insert(arguments.begin(), "run");
    arguments.insert(arguments.end(), {"--report-dir", folder_.path()});
    return program_of(FAULTLINE_PRINTING, arguments, std::move(environment));
  }
  std::string repro(const Ended& ended) { return first_match(ended.out, "FAULT_REPLAY=(\\S+)"); }
  ReportFolder folder_;
};

TEST_F(PrintedBy, ASeedWhoseStepsWereCutOffSaysSo) {
  const std::string seed = first_match(run({"zoo.print.tired", "--steps", "60"}).out, "FAULT_SEED=(\\S+)");
  const Ended cut = run({"zoo.print.tired"}, {{"FAULT_SEED", seed}});
  EXPECT_EQ(cut.code, 2) << cut.out;
  EXPECT_NE(
      cut.err.find("was found with schedules of 60 steps, and this run has 10, so it would mean another schedule; "
                   "say --steps 60 (FAULT_STEPS=60)"),
      std::string::npos)
      << cut.err;
  EXPECT_EQ(run({"zoo.print.tired", "--seed", seed, "--steps", "61"}).code, 2);
  EXPECT_EQ(run({"zoo.print.tired", "--seed", seed, "--steps", "60"}).code, 1);
  const std::string usual = first_match(run({"chaos.print.wrong"}).out, "FAULT_SEED=(\\S+)");
  EXPECT_EQ(run({"chaos.print.wrong", "--seed", usual}).code, 1);
  EXPECT_EQ(run({"chaos.print.wrong", "--seed", usual, "--steps", "60"}).code, 2);
}

TEST_F(PrintedBy, AModelThatEndsItsProcessIsNamedWithItsSeed) {
  const std::pair<const char*, const char*> ends[] = {{"model_aborts", "the model's apply died of SIGABRT"},
                                                      {"model_exits", "the model's apply ended the process"}};
  for (const auto& [check, how] : ends) {
    for (const char* isolation : {"forked", "in-process"}) {
      const std::string name = std::string("zoo.print.") + check;
      const Ended ended = run({name, "--isolate", isolation});
      EXPECT_EQ(ended.code, 3) << ended.out << ended.err;
      EXPECT_NE(ended.out.find(how), std::string::npos) << ended.out;
      const Ended again =
          run({name, "--isolate", isolation, "--seed", first_match(ended.out, "seed (g[0-9a-f]+:0x[0-9a-f]+)")});
      EXPECT_EQ(again.code, 3);
      EXPECT_NE(again.out.find(how), std::string::npos) << again.out;
    }
  }
}

TEST_F(PrintedBy, AModelThatEndsTheEngineIsNamedWithItsSeed) {
  const std::pair<const char*, const char*> ends[] = {{"model_aborts", "got SIGABRT"},
                                                      {"model_exits", "called exit()"}};
  for (const auto& [check, how] : ends) {
    const std::string name = std::string("zoo.print.") + check;
    const auto in_the_engine = [&](std::vector<std::string> more) {
      more.insert(more.begin(), {"run", name, "--isolate", "in-process"});
      return program_of(FAULTLINE_PRINTING, more, {{"PRINTING_THREAD", "1"}});
    };
    const Ended ended = in_the_engine({});
    EXPECT_EQ(ended.code, 4) << ended.out;
    const std::string told = std::string("the engine's own process ") + how + " while it worked on " + name + ", seed ";
    EXPECT_NE(ended.err.find(told), std::string::npos) << ended.err;
    const Ended again = in_the_engine({"--seed", first_match(ended.err, "seed (g[0-9a-f]+:0x[0-9a-f]+)")});
    EXPECT_EQ(again.code, 4);
    EXPECT_EQ(again.err, ended.err);
  }
}

// In a fresh process it is wrong every second time, beginning with the first.
TEST_F(PrintedBy, AFlakyFileIsReplayedForARate) {
  const Ended found = run({"zoo.print.flaky"});
  EXPECT_EQ(found.code, 3) << found.out;
  const std::string file = repro(found);
  EXPECT_EQ(boost::json::parse(text_of(file)).at("verdict").at("kind"), "flaky");
  for (const char* command : {"replay", "explain"}) {
    const Ended again = program_of(FAULTLINE_PRINTING, {command, file});
    EXPECT_EQ(again.code, 3) << again.out << again.err;
    EXPECT_NE(again.out.find("FLAKY 10/20  zoo.print.flaky"), std::string::npos) << again.out;
    EXPECT_NE(again.out.find("Fails in 10 of 20 replays of the same schedule"), std::string::npos) << again.out;
  }
  const std::string mended = folder_.path() + "/mended.json";
  std::ofstream(mended) << std::regex_replace(text_of(file), std::regex("zoo.print.flaky"), "chaos.print.right");
  const Ended never = program_of(FAULTLINE_PRINTING, {"replay", mended});
  EXPECT_EQ(never.code, 3) << never.out;
  EXPECT_NE(never.out.find("fails in 0 of 20 replays of the same schedule"), std::string::npos) << never.out;
  // One that always failed, as far as was known, is not believed to be mended after one pass.
  const std::string plain = folder_.path() + "/plain.json";
  std::ofstream(plain) << std::regex_replace(text_of(repro(run({"chaos.print.wrong"}))),
                                             std::regex("chaos.print.wrong"), "zoo.print.seldom");
  EXPECT_EQ(program_of(FAULTLINE_PRINTING, {"replay", plain}).code, 1);
}

TEST_F(PrintedBy, AFileRemembersItsIsolation) {
  const std::string file = repro(run({"chaos.print.dies", "--isolate", "forked"}));
  EXPECT_EQ(boost::json::parse(text_of(file)).at("options").at("isolation"), "forked");
  for (const char* command : {"replay", "shrink", "explain"})
    EXPECT_EQ(program_of(FAULTLINE_PRINTING, {command, file}).code, 1) << command;
  EXPECT_FALSE(
      boost::json::parse(text_of(repro(run({"chaos.print.wrong"})))).at("options").as_object().contains("isolation"));
}

TEST_F(PrintedBy, AFindingIsKeptByTheLineThatSaysSo) {
  const Ended found = run({"chaos.print.wrong"});
  const auto keep = lines_after(found.out, "KEEP IT");
  ASSERT_EQ(keep.size(), 1U) << found.out;
  const std::filesystem::path kept = std::filesystem::path(FAULTLINE_PRINTING).parent_path() / "kept";
  std::filesystem::create_directories(kept);
  EXPECT_EQ(pasted(keep[0].substr(std::string("KEEP IT").size())).code, 0) << keep[0];
  const std::filesystem::path file = kept / std::filesystem::path(repro(found)).filename();
  EXPECT_TRUE(std::filesystem::exists(file)) << keep[0];
  EXPECT_EQ(program_of(FAULTLINE_PRINTING, {"--gtest_filter=chaos.regressions"}).code, 1);
  const Ended again = program_of(FAULTLINE_PRINTING, {"replay", file});
  EXPECT_EQ(again.code, 1);
  EXPECT_EQ(again.out.find("KEEP IT"), std::string::npos) << again.out;
  std::filesystem::remove_all(kept);
}

// --- what targets say ---

bool harmless(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c < '\x7f'); });
}

TEST_F(PrintedBy, TextOfTargetsIsShownAndNotObeyed) {
  for (const char* check : {"zoo.print.hidden", "zoo.print.throws", "zoo.print.output"}) {
    const Ended ended = run({check, "--verbose"});
    EXPECT_EQ(ended.code, 1);
    EXPECT_TRUE(harmless(ended.out)) << ended.out;
    EXPECT_TRUE(harmless(ended.err)) << ended.err;
    const Ended json = run({check, "--json", "-"});
    EXPECT_TRUE(harmless(json.out)) << json.out;
    EXPECT_EQ(boost::json::parse(json.out).at("version"), 1);
    const Ended test = program_of(FAULTLINE_PRINTING, {"replay", repro(ended)});
    EXPECT_TRUE(harmless(test.out)) << test.out;
  }
  EXPECT_NE(run({"zoo.print.hidden"}).out.find(R"("\u001b]0;owned\u0007\u009b31m\u202e\xff\n")"), std::string::npos);
  EXPECT_NE(run({"zoo.print.throws"}).out.find(R"(threw clear \x1b[2J\nand ring \x07)"), std::string::npos);
  EXPECT_NE(run({"zoo.print.output"}).out.find(R"(  | \x1b[31mred\u009b2J)"), std::string::npos);
}

TEST_F(PrintedBy, LongTextIsCutWithItsCount) {
  const Ended ended = run({"zoo.print.long"});
  EXPECT_NE(ended.out.find("x\"... (3000 characters)"), std::string::npos) << ended.out;
  EXPECT_EQ(ended.out.find(std::string(300, 'x')), std::string::npos) << ended.out;
}

TEST_F(PrintedBy, AFaultThatFiredIsNotSaidNeverToHave) {
  const Ended died = run({"zoo.print.dies_of_fault"});
  EXPECT_NE(died.out.find("not known: the process died\n"), std::string::npos) << died.out;
  EXPECT_EQ(died.out.find("never fired"), std::string::npos) << died.out;
  const Ended at_once = run({"zoo.print.struck_at_once"});
  EXPECT_TRUE(std::regex_search(at_once.out, std::regex("~ fault  trip\\(\\) +fired 1\n"))) << at_once.out;
  EXPECT_TRUE(std::regex_search(at_once.out, std::regex("-> +1 command, 1 fault, 0 crashes"))) << at_once.out;
}

// --- FAULT_REPLAY under GoogleTest ---

TEST_F(PrintedBy, AReproOfNoTestFailsInEveryTest) {
  const std::string planted = repro(run({"zoo.print.throws"})), tested = repro(run({"chaos.print.wrong"}));
  const auto tests = [&](const std::string& file, const std::string& filter = "*") {
    return program_of(FAULTLINE_PRINTING, {"--gtest_filter=" + filter}, {{"FAULT_REPLAY", file}});
  };
  const Ended of_planted = tests(planted);
  EXPECT_EQ(of_planted.code, 1) << of_planted.out;
  EXPECT_EQ(of_planted.out.find("[       OK"), std::string::npos) << of_planted.out;
  EXPECT_EQ(of_planted.out.find("[  SKIPPED"), std::string::npos) << of_planted.out;
  EXPECT_NE(of_planted.out.find("FAULT_REPLAY is a repro of zoo.print.throws, and there is no test of it: nothing was "
                                "run; call '" FAULTLINE_PRINTING "' replay " +
                                planted),
            std::string::npos)
      << of_planted.out;

  const std::string strange = folder_.path() + "/strange.json";
  std::ofstream(strange) << std::regex_replace(text_of(tested), std::regex("chaos.print.wrong"), "chaos.other.check");
  const Ended of_strange = tests(strange);
  EXPECT_EQ(of_strange.code, 1) << of_strange.out;
  EXPECT_EQ(of_strange.out.find("[  SKIPPED"), std::string::npos) << of_strange.out;
  EXPECT_NE(of_strange.out.find("this program has no such check"), std::string::npos) << of_strange.out;

  const Ended of_another = tests(tested, "chaos.print.right:chaos.regressions");
  EXPECT_EQ(of_another.code, 0) << of_another.out;
  EXPECT_NE(of_another.out.find("[  SKIPPED ] 2 tests"), std::string::npos) << of_another.out;
  EXPECT_EQ(tests(tested, "chaos.print.wrong").code, 1);
  EXPECT_EQ(tests("/nowhere.json", "chaos.regressions").code, 1);
}

}  // namespace
}  // namespace faultline::program_testing
