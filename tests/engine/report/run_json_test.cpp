#include "faultline/engine/report/run_json.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "faultline/engine/report/text_report.h"

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
  info.minimum = "2 commands";
  EXPECT_EQ(list_json({&info}).at("checks").at(0).at("minimum"), "2 commands");
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

}  // namespace
}  // namespace faultline
