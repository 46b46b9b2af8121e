// Whatever a target does to its process, the engine survives, says what happened where, and shrinks it.
#include <gtest/gtest.h>

#include "faultline/targets/attach/session.h"

#include "hostile_targets.h"

namespace faultline::hostile {
namespace {

FAULTLINE_CHECK(zoo.hostile.raise_segv, WorkModel, Hostile<raise_segv>);
FAULTLINE_CHECK(zoo.hostile.abort, WorkModel, Hostile<abort_now>);
FAULTLINE_CHECK(zoo.hostile.exit, WorkModel, Hostile<exit_now>);
FAULTLINE_CHECK(zoo.hostile.exit_cleanly, WorkModel, Hostile<exit_cleanly>);
FAULTLINE_CHECK(zoo.hostile.throws, WorkModel, Hostile<throw_error>);
FAULTLINE_CHECK(zoo.hostile.throws_number, WorkModel, Hostile<throw_number>);
FAULTLINE_CHECK(zoo.hostile.loop, WorkModel, Hostile<loop_for_ever>);
FAULTLINE_CHECK(zoo.hostile.killed, WorkModel, Hostile<kill_itself>);

struct Expected {
  const char* name;
  FailureClass failure;
  const char* origin;
  const char* message;
};

class HostileTarget : public testing::TestWithParam<Expected> {
 protected:
  std::filesystem::path folder_ = make_workspace_root();
  ~HostileTarget() override { Workspace(folder_).remove(); }
};

TEST_P(HostileTarget, IsReportedWithItsStepAndShrunk) {
  Check* check = Registry::instance().find(GetParam().name);
  ASSERT_NE(check, nullptr);
  Session session;
  CampaignOptions options;
  options.report_dir = folder_;
  const CheckReport report = session.run(*check, std::nullopt, options);
  ASSERT_EQ(report.verdict, VerdictKind::fail) << report.reason;
  ASSERT_EQ(report.findings.size(), 1U);
  const Finding& finding = report.findings.front();
  EXPECT_EQ(finding.verdict.failure, GetParam().failure);
  EXPECT_EQ(finding.verdict.origin, GetParam().origin);
  EXPECT_EQ(finding.verdict.message, GetParam().message);
  EXPECT_EQ(finding.verdict.step, 0U);
  EXPECT_EQ(finding.after.commands, 1U);
  EXPECT_TRUE(finding.one_minimal);
  EXPECT_EQ(finding.stable, 3);
  ASSERT_EQ(finding.rows.size(), 1U);
  EXPECT_EQ(finding.rows[0].text, "work(amount=7)");
  EXPECT_TRUE(finding.rows[0].failed_here);
  const bool died = GetParam().failure != FailureClass::exception;
  EXPECT_EQ(finding.output, died ? "about to misbehave\n" : "");
}

INSTANTIATE_TEST_SUITE_P(
    Every, HostileTarget,
    testing::Values(Expected{"zoo.hostile.raise_segv", FailureClass::died_by_signal, "SIGSEGV work",
                             "The process ended with SIGSEGV in work(amount=7)."},
                    Expected{"zoo.hostile.abort", FailureClass::died_by_signal, "SIGABRT work",
                             "The process ended with SIGABRT in work(amount=7)."},
                    Expected{"zoo.hostile.exit", FailureClass::exited, "exit code 3 work",
                             "The process ended with exit code 3 in work(amount=7)."},
                    Expected{"zoo.hostile.exit_cleanly", FailureClass::exited, "exit code 0 work",
                             "The process ended with exit code 0 in work(amount=7)."},
                    Expected{"zoo.hostile.throws", FailureClass::exception, "work",
                             "work(amount=7) threw: out of cheese"},
                    Expected{"zoo.hostile.throws_number", FailureClass::exception, "work",
                             "work(amount=7) threw: not a std::exception"},
                    Expected{"zoo.hostile.loop", FailureClass::hang, "work",
                             "work(amount=7) did not end within 50 ms, nor within 200 ms when tried again."},
                    Expected{"zoo.hostile.killed", FailureClass::died_by_signal, "SIGKILL work",
                             "The process ended with SIGKILL in work(amount=7)."}),
    [](const auto& attack) {
      const std::string name = attack.param.name;
      return name.substr(name.rfind('.') + 1);
    });

// A target that segfaults for real; sanitizers turn the fault into an exit of their own.
FAULTLINE_CHECK(zoo.hostile.segfault, WorkModel, Hostile<segfault>);

TEST(HostileTargets, ARealSegfaultIsSurvivedToo) {
  const auto folder = make_workspace_root();
  Session session;
  CampaignOptions options;
  options.report_dir = folder;
  const CheckReport report = session.run(*Registry::instance().find("zoo.hostile.segfault"), std::nullopt, options);
  EXPECT_EQ(report.verdict, VerdictKind::fail);
  EXPECT_TRUE(report.findings.at(0).verdict.origin.ends_with(" work"));
  EXPECT_EQ(report.findings.at(0).after.commands, 1U);
  Workspace(folder).remove();
}

}  // namespace
}  // namespace faultline::hostile
