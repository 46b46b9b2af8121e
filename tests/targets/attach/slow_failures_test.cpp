// A failure that is slow to show costs its full time when it is found and when its minimum is confirmed; all else is
// quick, and nothing goes on past --shrink-for.
#include "slow_failures.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "faultline/engine/campaign/smallest.h"
#include "faultline/targets/attach/session.h"

namespace faultline::slow_failures {
namespace {

using LoopsAtDefault = Tires<loop>;  // to be run by hand: it takes 20 s
using WaitsAtDefault = Tires<wait>;
using Loops = Tires<loop, 300>;
using Waits = Tires<wait, 300>;
using Grows = Tires<grow, 10000>;
using LoopsLate = Tires<loop, 700>;
using WaitsLate = Tires<wait, 700>;
using LoopsSlowly = Tires<loop, 300, 20>;
FAULTLINE_CHECK(zoo.slow.default_loop, WorkModel, LoopsAtDefault);
FAULTLINE_CHECK(zoo.slow.default_wait, WorkModel, WaitsAtDefault);
FAULTLINE_CHECK(zoo.slow.loop, WorkModel, Loops);
FAULTLINE_CHECK(zoo.slow.wait, WorkModel, Waits);
FAULTLINE_CHECK(zoo.slow.grow, WorkModel, Grows);
FAULTLINE_CHECK(zoo.slow.late_loop, WorkModel, LoopsLate);
FAULTLINE_CHECK(zoo.slow.late_wait, WorkModel, WaitsLate);
FAULTLINE_CHECK(zoo.slow.slow_loop, WorkModel, LoopsSlowly);

// Counts the runs that failed slowly with all the time and memory that there is.
class Counting : public Executor {
 public:
  explicit Counting(Executor& inner) : inner_(inner) {}

  JobResult execute(Check& check, const Job& job) override { return counted(job, inner_.execute(check, job)); }
  std::vector<JobResult> execute_all(Check& check, const std::vector<Job>& jobs) override {
    std::vector<JobResult> results = inner_.execute_all(check, jobs);
    for (std::size_t i = 0; i < jobs.size(); ++i) results[i] = counted(jobs[i], std::move(results[i]));
    return results;
  }
  std::uint32_t workers() const override { return inner_.workers(); }
  Needs needs_of(const Check& check) const override { return inner_.needs_of(check); }

  std::uint32_t in_full = 0;

 private:
  JobResult counted(const Job& job, JobResult result) {
    const bool slow = result.stopped && is_slow(result.stopped->result.verdict.failure);
    const bool greedy = slow && result.stopped->result.verdict.failure == FailureClass::out_of_memory;
    in_full += slow && (greedy ? job.bounds.memory_mb == 0 : job.bounds.step_ms == 0);
    return result;
  }

  Executor& inner_;
};

class SlowFailures : public testing::Test {
 protected:
  ~SlowFailures() override { Workspace(folder_).remove(); }

  Finding find(const char* name, std::uint32_t jobs = 1) {
    options_.report_dir = folder_;
    Clock::time_point failed;
    options_.on_failure = [&](const Finding&) { failed = Clock::now(); };
    Session session(jobs);
    Counting executor(session.executor(Isolation::forked));
    const CheckReport report = run_campaign(*Registry::instance().find(name), executor, Isolation::forked, options_);
    took_ = std::chrono::duration<double>(Clock::now() - failed).count();
    in_full_ = executor.in_full;
    EXPECT_EQ(report.verdict, VerdictKind::fail) << report.reason;
    return report.findings.at(0);
  }
  static std::string steps(const Finding& finding) { return boost::json::serialize(read_repro(finding.repro).steps); }

  using Clock = std::chrono::steady_clock;
  const std::filesystem::path folder_ = make_workspace_root();
  CampaignOptions options_;
  double took_ = 0;            // after the failure, in seconds
  std::uint32_t in_full_ = 0;  // runs
};

constexpr const char* kMinimum = R"([{"command":{"rest":{}}},{"command":{"work":{"amount":7}}}])";

TEST_F(SlowFailures, AreShrunkQuicklyAndConfirmedOnce) {
  for (const auto& [name, failure] : {std::pair("zoo.slow.loop", FailureClass::hang),
                                      {"zoo.slow.wait", FailureClass::deadlock},
                                      {"zoo.slow.grow", FailureClass::out_of_memory}}) {
    SCOPED_TRACE(name);
    const Finding finding = find(name);
    EXPECT_EQ(finding.verdict.failure, failure);
    EXPECT_EQ(steps(finding), kMinimum);
    EXPECT_TRUE(finding.one_minimal && !finding.capped);
    EXPECT_EQ(finding.stable, 3);
    EXPECT_EQ(finding.what_matters.size(), 3U);
    EXPECT_EQ(in_full_, 2U) << "as it was found, and the minimum";
    EXPECT_LT(took_, 60) << "idle, about 3 s";
  }
}

TEST_F(SlowFailures, AreTheSameWithAnyNumberOfWorkers) {
  const Finding alone = find("zoo.slow.wait");
  for (const std::uint32_t jobs : {2U, 8U}) {
    const Finding finding = find("zoo.slow.wait", jobs);
    EXPECT_EQ(steps(finding), steps(alone)) << jobs;
    EXPECT_EQ(finding.executions, alone.executions) << jobs;
    EXPECT_EQ(in_full_, 2U);
  }
}

// To confirm what is left would take 3.6 s.
TEST_F(SlowFailures, AreReportedAsFoundWhereTheirMinimumCouldNotBeConfirmedInTime) {
  options_.limits.seconds = 2;
  for (const char* name : {"zoo.slow.late_loop", "zoo.slow.late_wait"}) {
    const Finding finding = find(name);
    EXPECT_FALSE(finding.shrunk || finding.flaky()) << name;
    EXPECT_EQ(finding.note, "there was no time: to confirm a smaller one takes 3.6 s");
    EXPECT_EQ(in_full_, 1U) << name;
    EXPECT_LT(took_, 3) << name;
  }
}

TEST_F(SlowFailures, OfASlowTargetKeepToTheTimeForShrinking) {
  options_.limits.seconds = 4;
  const Finding finding = find("zoo.slow.slow_loop");
  EXPECT_TRUE(finding.shrunk || !finding.note.empty()) << "it says why";
  EXPECT_FALSE(finding.flaky());
  EXPECT_LE(in_full_, 1U + kMostInFull);
  EXPECT_LT(took_, 5);
}

}  // namespace
}  // namespace faultline::slow_failures
