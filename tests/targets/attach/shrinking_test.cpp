// Shrinking of real targets: of the same bug only, in time, with any number of workers, honestly.
#include <array>
#include <fcntl.h>
#include <fstream>
#include <pty.h>
#include <signal.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "faultline/targets/attach/session.h"

#include "shrinking_targets.h"

namespace faultline::shrinking_targets {
namespace {

FAULTLINE_CHECK(zoo.shrinking.two_bugs, MapModel, TwoBugs);
using SlowHere = Slow<60, Isolation::in_process>;
FAULTLINE_CHECK(zoo.shrinking.slow, MapModel, SlowHere);
using SlowForked = Slow<100, Isolation::forked>;
FAULTLINE_CHECK(zoo.shrinking.slow_forked, MapModel, SlowForked);
using SlowSmall = Slow<2, Isolation::forked>;
FAULTLINE_CHECK(zoo.shrinking.slow_small, MapModel, SlowSmall);
FAULTLINE_CHECK(zoo.shrinking.lucky, MapModel, Lucky);

using Clock = std::chrono::steady_clock;

class Shrinking : public testing::Test {
 protected:
  Shrinking() { options_.report_dir = folder_ / "out"; }
  ~Shrinking() override { Workspace(folder_).remove(); }

  CheckReport run(const char* name, std::uint32_t jobs = 1) {
    Session session(jobs);
    return session.run(*Registry::instance().find(name), std::nullopt, options_);
  }
  static std::string steps(const Finding& finding) { return boost::json::serialize(read_repro(finding.repro).steps); }
  // The names and contents of all repros.
  std::map<std::string, std::string> files(const std::filesystem::path& folder) {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      std::stringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      all[entry.path().filename().string()] = text.str();
    }
    return all;
  }

  const std::filesystem::path folder_ = make_workspace_root();
  CampaignOptions options_;
};

TEST_F(Shrinking, KeepsToTheBugItStartedWithAndReportsTheOtherAsItself) {
  Check& check = *Registry::instance().find("zoo.shrinking.two_bugs");
  Session session;
  bool deep = true;
  options_.interrupted = [&] { return !deep; };
  options_.on_failure = [&](const Finding& found) { deep = found.verdict.origin == "get"; };
  int hundred = 0;
  std::map<std::string, int> forms;
  for (options_.campaign = 1; hundred < 100 && options_.campaign < 2000; ++options_.campaign) {
    SCOPED_TRACE("campaign " + std::to_string(options_.campaign));
    deep = true;
    const CheckReport report = session.run(check, std::nullopt, options_);
    ASSERT_EQ(report.verdict, VerdictKind::fail);
    if (!deep) continue;
    ++hundred;
    ASSERT_EQ(report.findings.size(), 2U);
    EXPECT_EQ(report.findings[0].verdict.origin, "get");
    ++forms[steps(report.findings[0])];
    EXPECT_EQ(report.findings[1].verdict.origin, "freeze");
    EXPECT_EQ(steps(report.findings[1]), R"([{"command":{"freeze":{}}}])");
    for (const Finding& finding : report.findings) EXPECT_TRUE(finding.one_minimal && finding.stable == 3);
  }
  EXPECT_EQ(hundred, 100);
  EXPECT_EQ(
      forms,
      (std::map<std::string, int>{
          {R"([{"command":{"put":{"key":"a","value":0}}},{"command":{"put":{"key":"b","value":0}}},{"command":{"freeze":{}}},)"
           R"({"command":{"put":{"key":"a","value":1}}},{"command":{"get":{"key":"a"}}}])",
           100}}));
}

TEST_F(Shrinking, GivesTheBestSoFarInTimeWithAnyNumberOfWorkers) {
  options_.limits.seconds = 3;
  Clock::time_point failed;
  options_.on_failure = [&](const Finding&) { failed = Clock::now(); };
  for (const auto& [name, jobs] : {std::pair("zoo.shrinking.slow", 1U), {"zoo.shrinking.slow_forked", 2U}}) {
    const CheckReport report = run(name, jobs);
    const std::chrono::duration<double> took = Clock::now() - failed;
    EXPECT_LT(took.count(), 3.5) << name;
    ASSERT_EQ(report.verdict, VerdictKind::fail);
    const Finding& finding = report.findings.at(0);
    EXPECT_TRUE(finding.capped && finding.shrunk && !finding.one_minimal) << name;
    EXPECT_LT(finding.after.steps, finding.before.steps) << name;
  }
}

TEST_F(Shrinking, OfASlowTargetIsTheSameWithAnyNumberOfWorkers) {
  std::map<std::string, std::string> alone;
  std::uint32_t executions = 0;
  for (const std::uint32_t jobs : {1U, 2U, 8U}) {
    SCOPED_TRACE(jobs);
    options_.report_dir = folder_ / std::to_string(jobs);
    const CheckReport report = run("zoo.shrinking.slow_small", jobs);
    ASSERT_EQ(report.verdict, VerdictKind::fail);
    EXPECT_TRUE(report.findings.at(0).one_minimal);
    if (jobs == 1) {
      alone = files(options_.report_dir);
      executions = report.findings[0].executions;
    }
    EXPECT_EQ(files(options_.report_dir), alone);
    EXPECT_EQ(report.findings[0].executions, executions);
  }
}

TEST_F(Shrinking, OfALuckyTargetEndsFlakyWithItsRate) {
  ::setenv(kLuckVariable, (folder_ / "luck").c_str(), 1);
  int stable = 0, replays = 0;
  for (options_.campaign = 1; options_.campaign <= 30; ++options_.campaign) {
    SCOPED_TRACE("campaign " + std::to_string(options_.campaign));
    const CheckReport report = run("zoo.shrinking.lucky");
    ASSERT_EQ(report.verdict, VerdictKind::flaky);
    const Finding& finding = report.findings.at(0);
    EXPECT_EQ(finding.replays, 20);
    EXPECT_FALSE(finding.shrunk || finding.one_minimal);
    EXPECT_NE(finding.differs.find(", get(key="), std::string::npos) << finding.differs;
    EXPECT_EQ(report.reason.find("fails in "), 0U) << report.reason;
    CampaignReport all;
    all.checks = {report};
    EXPECT_EQ(all.exit_code(), 3);
    stable += finding.stable;
    replays += finding.replays;
  }
  EXPECT_NEAR(stable, 0.3 * replays, 0.08 * replays);
  ::unsetenv(kLuckVariable);
}

// --- workers ---

TEST_F(Shrinking, HasOneWorkerInThisProcessAndNeverFarMoreThanProcessors) {
  Session session(64);
  EXPECT_EQ(session.executor(Isolation::in_process).workers(), 1U);
  EXPECT_LE(session.executor(Isolation::forked).workers(), 4 * std::max(1U, std::thread::hardware_concurrency()));
  EXPECT_GE(session.executor(Isolation::forked).workers(), 4U);
}

// An error of one server leaves no answer behind that the next job would take for its own.
TEST_F(Shrinking, GoesOnWithItsWorkersAfterAnError) {
  Check& known = *Registry::instance().find("zoo.shrinking.slow_small");
  const auto unknown = make_check<MapModel, Map>("zoo.shrinking.nobody_knows");
  const auto put = [&](int times) {
    boost::json::array steps;
    for (int i = 0; i < times; ++i) steps.push_back(boost::json::parse(R"({"command":{"put":{"key":"a","value":0}}})"));
    return known.from_json(steps);
  };
  std::vector<Job> jobs(6);
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].schedule = put(static_cast<int>(i));
  Session session(3);
  Executor& executor = session.executor(Isolation::forked);
  for (int round = 0; round < 3; ++round) {
    EXPECT_THROW(executor.execute_all(*unknown, jobs), EngineError);
    const auto results = executor.execute_all(known, jobs);
    ASSERT_EQ(results.size(), jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) EXPECT_EQ(results[i].stopped.has_value(), i >= 2) << i;
  }
}

// --- as a program ---

// Starts this program as a command line; `output` becomes its stdout, where it is no terminal.
pid_t start(std::vector<std::string> arguments, const char* output, int* terminal) {
  int unused = -1;
  const pid_t child = terminal ? ::forkpty(terminal, nullptr, nullptr, nullptr) : ::fork();
  if (child != 0) return child;
  if (!terminal) {
    unused = ::open(output, O_WRONLY | O_CREAT, 0644);
    ::dup2(unused, STDOUT_FILENO);
    ::dup2(unused, STDERR_FILENO);
  }
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  ::execv("/proc/self/exe", pointers.data());
  ::_exit(127);
}

std::string text_of(const std::filesystem::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// Waits for a repro in the folder.
bool saved_in(const std::filesystem::path& folder) {
  for (int attempt = 0; attempt < 60000; ++attempt) {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none))
      if (entry.path().extension() == ".json") return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

TEST_F(Shrinking, LosesNothingWhenAServerIsKilled) {
  const auto out = folder_ / "text", report = folder_ / "report", json = folder_ / "json";
  const pid_t child = start({"x", "run", "zoo.shrinking.slow", "--isolate", "forked", "--report-dir", report.string(),
                             "--json", json.string()},
                            out.c_str(), nullptr);
  ASSERT_TRUE(saved_in(report));
  pid_t server = 0;
  std::ifstream("/proc/" + std::to_string(child) + "/task/" + std::to_string(child) + "/children") >> server;
  ASSERT_GT(server, 0);
  ::kill(server, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 4);
  const std::string text = text_of(out);
  EXPECT_NE(text.find("the engine failed: the fork server is gone; was it killed?"), std::string::npos) << text;
  EXPECT_NE(text.find("<- FAILED HERE"), std::string::npos) << text;
  EXPECT_NE(text_of(json).find("zoo.shrinking.slow"), std::string::npos);
  EXPECT_EQ(files(report).size(), 1U);
}

TEST_F(Shrinking, IsEndedByCtrlCAndKeepsTheBestSoFar) {
  const auto out = folder_ / "text", report = folder_ / "report";
  const pid_t child = start({"x", "run", "zoo.shrinking.slow", "--report-dir", report.string()}, out.c_str(), nullptr);
  ASSERT_TRUE(saved_in(report));
  ::kill(child, SIGINT);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  const std::string text = text_of(out);
  EXPECT_NE(text.find("capped: stopped early, the best so far, perhaps not minimal"), std::string::npos) << text;
  EXPECT_NE(text.find("(interrupted; everything found so far is saved)"), std::string::npos) << text;
  EXPECT_EQ(text.find("shrinking: "), std::string::npos) << "progress is for terminals";
  EXPECT_EQ(files(report).size(), 1U);
}

TEST_F(Shrinking, ShowsItsProgressOnATerminal) {
  int terminal = -1;
  const pid_t child = start({"x", "run", "zoo.shrinking.slow_small", "--report-dir", folder_.string()}, "", &terminal);
  ASSERT_GT(child, 0);
  std::string text;
  std::array<char, 4096> some{};
  for (ssize_t n; (n = ::read(terminal, some.data(), some.size())) > 0;)
    text.append(some.data(), static_cast<std::size_t>(n));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ::close(terminal);
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_NE(text.find("zoo.shrinking.slow_small   shrinking: "), std::string::npos) << text;
  EXPECT_NE(text.find(" runs, 200 steps are now "), std::string::npos) << text;
}

}  // namespace
}  // namespace faultline::shrinking_targets
