#include "faultline/engine/report/run_json.h"

#include <algorithm>
#include <sstream>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "faultline/engine/report/text_report.h"
#include "faultline/engine/words/bad_input.h"

namespace faultline {
namespace {

CheckInfo example_info() {
  CheckInfo info;
  info.name = "chaos.kv.mine";
  info.commands = {"put", "get"};
  info.steps = 60;
  info.ctest = "ctest --preset default";
  return info;
}

Finding example_finding(const CheckInfo& info) {
  Finding finding;
  finding.check = &info;
  finding.seed = "g1a2b3c4d:0x51a7";
  finding.steps = 60;
  finding.verdict = {VerdictKind::fail, FailureClass::lost_ack, "audit.get", "It is gone.", 1};
  finding.before = {1961, 9, 4, 74};
  finding.after = {1, 1, 0, 2};
  finding.executions = 1;
  finding.shrunk = finding.one_minimal = true;
  finding.what_matters = {{{Question::Kind::without, 0, "", true, {}}, 0, 1, 0},
                          {{Question::Kind::without, 1, "", true, {}}, 0, 0, 1}};
  finding.rows = {{ReportRow::Kind::fault, 0, "drop(n=1)", "", "", false},
                  {ReportRow::Kind::numbered, 1, "put(key=\"a\")", "ok", "ok", true}};
  finding.replays = finding.stable = 3;
  finding.digest = 0x9f2c;
  finding.repro = "/out/r.json";
  return finding;
}

int exit_code(std::vector<VerdictKind> verdicts, bool interrupted = false) {
  CampaignReport report;
  for (const auto verdict : verdicts) report.checks.emplace_back().verdict = verdict;
  report.interrupted = interrupted;
  return report.exit_code();
}

TEST(ExitCode, TellsTheWorst) {
  using enum VerdictKind;
  EXPECT_EQ(exit_code({}), 0);
  EXPECT_EQ(exit_code({pass, skipped}), 0);
  EXPECT_EQ(exit_code({pass, inconclusive, skipped}), 3);
  EXPECT_EQ(exit_code({flaky}), 3);
  EXPECT_EQ(exit_code({inconclusive, fail, flaky}), 1);
  EXPECT_EQ(exit_code({fail}, true), 130);
}

TEST(RunJson, HasTheKeysOfVersionOne) {
  const CheckInfo info = example_info();
  CampaignReport report;
  report.campaign = 0x2a;
  CheckReport& check = report.checks.emplace_back();
  check.check = &info;
  check.verdict = VerdictKind::fail;
  check.findings.push_back(example_finding(info));

  const auto json = run_json(report).as_object();
  EXPECT_EQ(json.at("version"), 1);
  EXPECT_EQ(json.at("campaign"), "0x2a");
  const auto& entry = json.at("checks").at(0).as_object();
  for (const char* key : {"name", "model", "target", "isolation", "runs", "steps", "commands", "faults_armed",
                          "faults_fired", "crashes", "seconds", "verdict", "reason", "failures"})
    EXPECT_TRUE(entry.contains(key)) << key;
  EXPECT_EQ(entry.at("verdict"), "fail");
  const auto& failure = entry.at("failures").at(0).as_object();
  EXPECT_EQ(failure.at("class"), "lost_ack");
  EXPECT_EQ(failure.at("origin"), "audit.get");
  EXPECT_EQ(failure.at("seed"), "g1a2b3c4d:0x51a7");
  EXPECT_EQ(failure.at("before"), boost::json::parse(R"({"commands":1961,"faults":9,"crashes":4})"));
  EXPECT_EQ(failure.at("one_minimal"), true);
  EXPECT_EQ(failure.at("capped"), false);
  EXPECT_EQ(failure.at("replays"), 3);
  EXPECT_EQ(failure.at("stable"), 3);
  EXPECT_EQ(failure.at("digest"), "0000000000009f2c");
  EXPECT_EQ(failure.at("stack"), boost::json::array());
}

TEST(ListJson, HasTheKeysOfVersionOne) {
  CheckInfo info = example_info();
  auto listed = list_json({&info}).at("checks").at(0);
  EXPECT_EQ(listed.at("commands"), boost::json::parse(R"(["put","get"])"));
  EXPECT_TRUE(listed.at("minimum").is_null());
  info.minimal_steps = R"([{"command":{"get":{}}},{"fault":{"fail":{}}},{"together":[{"get":{}},{"get":{}}]},
    {"crash":{"point":"a","hit":1}},{"crash":{"point":"a","hit":1,"power_loss":1}},{"restart":{}}])";
  EXPECT_EQ(list_json({&info}).at("checks").at(0).at("minimum"), "3 commands, 1 fault, 1 crash, 1 power loss");
  info.minimal_steps = "2 commands";
  EXPECT_THROW(list_json({&info}), BadInput);
}

void expect_contains(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << "no '" << part << "' in\n" << text;
}

TEST(RenderFinding, TellsWhatHowBigWhatMattersAndHowToReplay) {
  const CheckInfo info = example_info();
  const std::string text = render_finding(example_finding(info), {false, "/bin/faultline", "tests/regressions"});
  expect_contains(text, "durability/lost_ack");
  expect_contains(text, "It is gone.");
  expect_contains(text, "1,961 commands, 9 faults, 4 crashes  ->  1 command, 1 fault, 0 crashes      1 run, ");
  expect_contains(text, "verified 1-minimal");
  expect_contains(text, "~ drop(n=1)");
  expect_contains(text, "<- FAILED HERE");
  expect_contains(text, "WHAT MATTERS   without the fault: passes    without step 1: fails otherwise\n");
  expect_contains(text, "  FAULT_SEED=g1a2b3c4d:0x51a7 ctest --preset default -R '^chaos.kv.mine$'\n");
  expect_contains(text, "  FAULT_REPLAY=/out/r.json ctest --preset default -R '^chaos.kv.mine$'\n");
  expect_contains(text, "KEEP IT  cp /out/r.json tests/regressions/\n");
  EXPECT_EQ(text.find('\x1b'), std::string::npos);  // no colours unless asked
}

TEST(RenderFinding, AStackStandsBeforeTheOutput) {
  const CheckInfo info = example_info();
  Finding finding = example_finding(info);
  finding.stack = {"inner()  a.cpp:7", "outer()  a.cpp:9"};
  finding.output = "oops\n";
  expect_contains(
      render_finding(finding, {}),
      "STACK where the process died\n  # inner()  a.cpp:7\n  # outer()  a.cpp:9\n\nOUTPUT of the process\n  | oops\n");
}

TEST(RenderFinding, NamesAnUnstableOneFlakyAndAnUnfinishedShrinkUnfinished) {
  const CheckInfo info = example_info();
  Finding finding = example_finding(info);
  finding.shrunk = finding.one_minimal = false;
  finding.what_matters.clear();
  finding.replays = 20;
  finding.stable = 6;
  finding.differs = "at step 1, put(key=\"a\"): ok, then not found";
  std::string text = render_finding(finding, {});
  expect_contains(text, "FLAKY 6/20  chaos.kv.mine");
  expect_contains(text,
                  "      Fails in 6 of 20 replays of the same schedule; first differs at step 1, put(key=\"a\"): ok, "
                  "then not found.\n");
  expect_contains(text, "NOT SHRUNK   1 command, 1 fault, 0 crashes      what comes and goes has no minimum");
  EXPECT_EQ(text.find("minimal"), std::string::npos);

  finding.stable = 20;
  finding.same_history = false;
  finding.differs.clear();
  text = render_finding(finding, {});
  expect_contains(text, "FLAKY 20/20");
  expect_contains(text, "Fails in each of 20 replays of the same schedule, but not by the same history.");

  finding = example_finding(info);
  finding.one_minimal = false;
  finding.capped = true;
  text = render_finding(finding, {});
  expect_contains(text, "FAIL  ");
  expect_contains(text, "capped: stopped early, the best so far, perhaps not minimal");
  EXPECT_EQ(text.find("verified"), std::string::npos);
}

TEST(RenderFinding, TellsOfOneThatWasOnlySaved) {
  const CheckInfo info = example_info();
  Finding finding = example_finding(info);
  finding.shrunk = finding.one_minimal = false;
  finding.what_matters.clear();
  finding.rows.clear();
  finding.replays = finding.stable = 0;
  finding.note = "met while shrinking";
  const std::string text = render_finding(finding, {});
  expect_contains(text, "FAIL  chaos.kv.mine");
  expect_contains(
      text, "NOT SHRUNK   1 command, 1 fault, 0 crashes      met while shrinking\n\nREPLAY   not replayed, history");
}

TEST(RenderFinding, ItsLinesHoldWhatTheVerdictHangsOn) {
  const CheckInfo info = example_info();
  Finding finding = example_finding(info);
  finding.isolation = Isolation::in_process;
  finding.steps = 7;
  finding.repro = "/out there/r.json";
  finding.image = "/out there/r.crashed";
  const std::string text = render_finding(finding, {false, "/bin/faultline", "/my tests/regressions"});
  expect_contains(text,
                  "  FAULT_SEED=g1a2b3c4d:0x51a7 FAULT_STEPS=7 FAULT_ISOLATE=in-process ctest --preset default -R ");
  expect_contains(text, "  FAULT_REPLAY='/out there/r.json' FAULT_ISOLATE=in-process ctest --preset default -R ");
  expect_contains(text, "KEEP IT  cp '/out there/r.json' '/my tests/regressions/'\n");
  expect_contains(text, "ON DISK  '/out there/r.crashed'   as");

  finding.repro = "/tmp/r.json";  // it is kept already
  EXPECT_EQ(render_finding(finding, {false, "/bin/faultline", "/tmp/../tmp"}).find("KEEP IT"), std::string::npos);
  finding.replays = 20;  // one run of the seed would say little
  finding.stable = 3;
  EXPECT_EQ(render_finding(finding, {}).find("FAULT_SEED"), std::string::npos);
}

TEST(RenderFinding, FitsTheTerminal) {
  const CheckInfo info = example_info();
  Finding finding = example_finding(info);
  finding.verdict.message = std::string(90, 'm') + " and more of it.";
  finding.rows.push_back(
      {ReportRow::Kind::crash, 3, "crash  SIGKILL at " + std::string(70, 'p') + " #1", "", "", false});
  finding.rows.push_back({ReportRow::Kind::numbered, 4, "bulk(" + std::string(150, 'c') + ')', std::string(150, 'd'),
                          std::string(150, 'e'), true});
  for (const std::size_t width : {24u, 40u, 80u, 100u, 200u}) {
    const std::string text = render_finding(finding, {false, "/bin/faultline", "", width});
    std::istringstream lines(text);
    std::string letters;
    for (std::string line; std::getline(lines, line); letters += line)
      EXPECT_TRUE(line.starts_with("  FAULT_") || line.size() <= width) << line;
    for (const char letter : {'c', 'd', 'e'})
      EXPECT_GE(std::count(letters.begin(), letters.end(), letter), 150) << letter;
    expect_contains(text, "<- FAILED HERE");
  }
}

TEST(RenderFinding, WhatTargetsSayIsShownAndNotObeyed) {
  const CheckInfo info = example_info();
  Finding finding = example_finding(info);
  finding.verdict.message = "get threw: \x1b]0;x\x07\nover \xc2\x9b";
  finding.rows.back().actual = "fail \x1b[2J\xff\n";
  finding.output = "one\n\x1b[31mtwo\n";
  finding.note = "\x1b";
  finding.differs = "\x1b";
  finding.stable = 0;
  const std::string text = render_finding(finding, {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
  expect_contains(text, "get threw: \\x1b]0;x\\x07\\nover \\u009b\n");
  expect_contains(text, "fail \\x1b[2J\\xff\\n   <- FAILED HERE\n");
  expect_contains(text, "  | one\n  | \\x1b[31mtwo\n");
  finding.rows.back().actual = std::string(3000, 'y');
  expect_contains(render_finding(finding, {}), "y... (3000 characters)");
}

}  // namespace
}  // namespace faultline
