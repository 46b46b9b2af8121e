// What models may say, in whole campaigns: each with a system that it catches and one that it lets pass.
#include <gtest/gtest.h>

#include "faultline/engine/campaign/self_test.h"
#include "faultline/engine/isolation/limits.h"
#include "faultline/targets/attach/session.h"

#include "oracle_targets.h"

namespace faultline::oracle_targets {
namespace {

FAULTLINE_CHECK(zoo.oracle.synced, SyncedLine, BufferedLine);
FAULTLINE_CHECK(zoo.oracle.prefix, PrefixLine, BufferedLine);
FAULTLINE_CHECK(zoo.oracle.acked, AckedLine, BufferedLine);
FAULTLINE_CHECK(zoo.oracle.locked, SumModel, Sum<true>);
FAULTLINE_CHECK(zoo.oracle.racy, SumModel, Sum<false>);
FAULTLINE_CHECK(zoo.oracle.desk, DeskModel, Desk<false>);
FAULTLINE_CHECK(zoo.oracle.careless_desk, DeskModel, Desk<true>);
FAULTLINE_CHECK(zoo.oracle.unmodelled, Unmodelled, Poked<Flaw::none>);
FAULTLINE_CHECK(zoo.oracle.unmodelled_dies, Unmodelled, Poked<Flaw::dies>);
FAULTLINE_CHECK(zoo.oracle.unmodelled_forgets, Unmodelled, Poked<Flaw::forgets>);
FAULTLINE_CHECK(zoo.oracle.sum, SumModel, SteadySum);
FAULTLINE_CHECK(zoo.oracle.blind_sum, BlindModel, SteadySum);
FAULTLINE_CHECK(zoo.oracle.watched, Unmodelled, Watched<false>);
FAULTLINE_CHECK(zoo.oracle.watched_in_vain, Unmodelled, Watched<true>);

FAULTLINE_CHECK(zoo.oracle.slow, SlowModel, Doubtful);
FAULTLINE_CHECK(zoo.oracle.stuck, StuckModel, Sure);

FAULTLINE_CHECK(zoo.oracle.mute_throws, MuteModel<Mute::throws>, OffByOne);
FAULTLINE_CHECK(zoo.oracle.mute_dies, MuteModel<Mute::dies>, OffByOne);
FAULTLINE_CHECK(zoo.oracle.mute_stuck, MuteModel<Mute::stuck>, OffByOne);
FAULTLINE_CHECK(zoo.oracle.mute_hungry, MuteModel<Mute::hungry>, OffByOne);

class OracleCampaign : public testing::Test {
 protected:
  CheckReport run(const char* name) {
    CampaignOptions options;
    options.report_dir = folder_;
    return session_.run(*Registry::instance().find(name), std::nullopt, options);
  }
  SelfTestReport perturb(const char* name) {
    Check& check = *Registry::instance().find(name);
    SelfTestOptions options;
    options.campaign = 7;
    options.runs = 50;
    return self_test(check, session_.executor(check.info().isolation), options);
  }
  ~OracleCampaign() override { Workspace(folder_).remove(); }

 private:
  std::filesystem::path folder_ = make_workspace_root();
  Session session_;
};

std::string texts(const Finding& finding) {
  std::string all;
  for (const ReportRow& row : finding.rows) all += (all.empty() ? "" : "; ") + row.text;
  return all;
}

TEST_F(OracleCampaign, AContractAllowsWhatItDoesNotCover) {
  EXPECT_EQ(run("zoo.oracle.synced").verdict, VerdictKind::pass);
  EXPECT_EQ(run("zoo.oracle.prefix").verdict, VerdictKind::pass);
  const CheckReport acked = run("zoo.oracle.acked");
  ASSERT_EQ(acked.verdict, VerdictKind::fail);
  EXPECT_EQ(acked.findings[0].verdict.failure, FailureClass::lost_ack);
  EXPECT_TRUE(acked.findings[0].one_minimal);
}

TEST_F(OracleCampaign, CommandsGivenTogetherFindALostUpdate) {
  EXPECT_EQ(run("zoo.oracle.locked").verdict, VerdictKind::pass);
  const CheckReport racy = run("zoo.oracle.racy");
  ASSERT_EQ(racy.verdict, VerdictKind::fail);
  EXPECT_GE(racy.findings[0].after.togethers, 1u);
  EXPECT_LE(racy.findings[0].after.commands, 4u);  // two that add at once, and two in which it shows
}

TEST_F(OracleCampaign, HandlesAreShrunkWithTheirSource) {
  EXPECT_EQ(run("zoo.oracle.desk").verdict, VerdictKind::pass);
  const CheckReport careless = run("zoo.oracle.careless_desk");
  ASSERT_EQ(careless.verdict, VerdictKind::fail);
  EXPECT_EQ(texts(careless.findings[0]), "take(); return(ticket={id=t1}); return(ticket={id=t1})");
}

TEST_F(OracleCampaign, WithoutAModelDeathsAndUnstableRecoveriesAreFound) {
  EXPECT_EQ(run("zoo.oracle.unmodelled").verdict, VerdictKind::pass);
  const CheckReport dies = run("zoo.oracle.unmodelled_dies");
  ASSERT_EQ(dies.verdict, VerdictKind::fail);
  EXPECT_EQ(dies.findings[0].verdict.failure, FailureClass::exited);
  EXPECT_EQ(texts(dies.findings[0]), "poke(at=7)");
  const CheckReport forgets = run("zoo.oracle.unmodelled_forgets");
  ASSERT_EQ(forgets.verdict, VerdictKind::fail);
  EXPECT_EQ(forgets.findings[0].verdict.failure, FailureClass::recovery_differs);
}

TEST_F(OracleCampaign, ASelfTestTellsACheckThatSeesFromOneThatDoesNot) {
  const SelfTestReport seeing = perturb("zoo.oracle.sum");
  EXPECT_TRUE(seeing.clean());
  for (const std::string& kind : perturbation_kinds()) {
    EXPECT_GT(seeing.kinds.at(kind).changed, 0u) << kind;
    EXPECT_EQ(seeing.kinds.at(kind).killed, seeing.kinds.at(kind).changed) << kind;
  }
  const SelfTestReport blind = perturb("zoo.oracle.blind_sum");
  EXPECT_FALSE(blind.clean());
  for (const std::string& kind : perturbation_kinds()) {
    EXPECT_GT(blind.kinds.at(kind).changed, 0u) << kind;
    EXPECT_EQ(blind.kinds.at(kind).killed, 0u) << kind;
  }
  EXPECT_FALSE(blind.survivors.empty());
}

TEST_F(OracleCampaign, ASelfTestNeedsAHealthyTarget) {
  const SelfTestReport broken = perturb("zoo.oracle.careless_desk");
  EXPECT_FALSE(broken.clean());
  EXPECT_TRUE(broken.broken.starts_with("the run with seed g")) << broken.broken;
}

TEST_F(OracleCampaign, WhatTheModelTakesIsNotTheTargetsTime) {
  const CheckReport slow = run("zoo.oracle.slow");
  EXPECT_TRUE(slow.findings.empty()) << slow.findings[0].verdict.message;
  EXPECT_EQ(slow.runs, 5u);
}

TEST_F(OracleCampaign, AHookThatDoesNotReturnIsNamedAndEndsTheCampaign) {
  const CheckReport stuck = run("zoo.oracle.stuck");
  EXPECT_TRUE(stuck.findings.empty());
  EXPECT_EQ(stuck.verdict, VerdictKind::inconclusive);
  EXPECT_EQ(stuck.inconclusive, 1u);
  const char* told = "the model's apply did not return within 120 ms, in step ";
  EXPECT_NE(stuck.reason.find(told), std::string::npos) << stuck.reason;
  EXPECT_NE(stuck.reason.find("{\"command\":{\"add\":{\"by\":9}}}"), std::string::npos) << stuck.reason;
}

// The model is asked once more for the table; the finding must not be lost with it.
TEST_F(OracleCampaign, AFindingIsNotLostForWantOfItsTable) {
  const std::map<std::string, std::string> whys{
      {"zoo.oracle.mute_throws",
       "no table: the model threw no idea (thrown in or after the model's expect, in step 1)"},
      {"zoo.oracle.mute_dies", "no table: the model's expect died of SIGABRT"},
      {"zoo.oracle.mute_stuck", "no table: the model's expect did not return within 2000 ms"},
      {"zoo.oracle.mute_hungry", "no table: the model's expect needed more memory than its limit"}};
  for (const auto& [check, why] : whys) {
    if (kSanitized && check == "zoo.oracle.mute_hungry") continue;  // no limit holds there
    const CheckReport report = run(check.c_str());
    ASSERT_EQ(report.verdict, VerdictKind::fail) << check << report.reason;
    EXPECT_EQ(report.engine_error, "") << check;
    EXPECT_EQ(report.findings[0].verdict.failure, FailureClass::wrong_reply);
    EXPECT_EQ(report.findings[0].after.commands, 1U) << check;
    EXPECT_TRUE(report.findings[0].one_minimal) << check;
    EXPECT_EQ(texts(report.findings[0]), why);
  }
}

TEST_F(OracleCampaign, WhatMustBeSeenAndWasNotIsNoCleanPass) {
  EXPECT_EQ(run("zoo.oracle.watched").verdict, VerdictKind::pass);
  const CheckReport vain = run("zoo.oracle.watched_in_vain");
  EXPECT_EQ(vain.verdict, VerdictKind::inconclusive);
  EXPECT_EQ(vain.reason, "never seen in 50 runs: looked at e");
}

}  // namespace
}  // namespace faultline::oracle_targets
