// Targets that run in the engine's own process and end it: their check is named, with its seed and its schedule, and
// the program ends by an exit code that says so.
#include <fstream>
#include <sys/syscall.h>

#include <boost/json.hpp>

#include "faultline/engine/isolation/limits.h"

#include "hostile_targets.h"
#include "hostile_testing.h"

namespace faultline::hostile {
namespace {

template <void (*Attack)(), std::uint32_t kDeadline = kTimeToEnd>
struct Here : Hostile<Attack, kDeadline> {
  using Hostile<Attack, kDeadline>::Hostile;
  static constexpr Isolation isolation = Isolation::in_process;
};

template <void (*Attack)()>
using LateHere = Here<Attack, 50>;
template <void (*Attack)()>
using SlowHere = Here<Attack, 10000>;

void write_everywhere() {
  for (int descriptor = 3; descriptor < 100; ++descriptor) (void)!::write(descriptor, "garbage", 7);
}
void exit_with_success() { std::exit(0); }
void exit_quickly() { std::quick_exit(0); }
void exit_by_the_kernel() { ::syscall(SYS_exit_group, 0); }
void terminate() { std::raise(SIGTERM); }
int deep(volatile char* above) {
  volatile char much[4096] = {};
  much[0] = *above;
  if (much[0] == 0) return 0;  // it never is
  return deep(much) + much[0];
}
void overflow_stack() {
  volatile char top = 1;
  (void)deep(&top);
}

FAULTLINE_CHECK(zoo.here.raise_segv, WorkModel, Here<raise_segv>);
FAULTLINE_CHECK(zoo.here.segfault, WorkModel, Here<segfault>);
FAULTLINE_CHECK(zoo.here.overflow_stack, WorkModel, Here<overflow_stack>);
FAULTLINE_CHECK(zoo.here.abort, WorkModel, Here<abort_now>);
FAULTLINE_CHECK(zoo.here.exit, WorkModel, Here<exit_with_success>);
FAULTLINE_CHECK(zoo.here.exit_now, WorkModel, Here<exit_now>);
FAULTLINE_CHECK(zoo.here.exit_cleanly, WorkModel, Here<exit_cleanly>);
FAULTLINE_CHECK(zoo.here.exit_quickly, WorkModel, Here<exit_quickly>);
FAULTLINE_CHECK(zoo.here.exit_by_the_kernel, WorkModel, Here<exit_by_the_kernel>);
FAULTLINE_CHECK(zoo.here.kill_itself, WorkModel, Here<kill_itself>);
FAULTLINE_CHECK(zoo.here.terminate, WorkModel, Here<terminate>);
FAULTLINE_CHECK(zoo.here.throws_in_thread, WorkModel, Here<throw_in_thread>);
FAULTLINE_CHECK(zoo.here.throws_noexcept, WorkModel, Here<throw_through_noexcept>);
FAULTLINE_CHECK(zoo.here.loop, WorkModel, LateHere<loop_for_ever>);
FAULTLINE_CHECK(zoo.here.deadlock, WorkModel, LateHere<deadlock>);
FAULTLINE_CHECK(zoo.here.stops_itself, WorkModel, LateHere<stop_itself>);
FAULTLINE_CHECK(zoo.here.allocates, WorkModel, SlowHere<allocate_for_ever>);
FAULTLINE_CHECK(zoo.here.shares_memory, WorkModel, SlowHere<share_for_ever>);
FAULTLINE_CHECK(zoo.here.floods_stdout, WorkModel, Here<flood_stdout>);
FAULTLINE_CHECK(zoo.here.floods_stderr, WorkModel, Here<flood_stderr_for_ever>);
FAULTLINE_CHECK(zoo.here.closes_all, WorkModel, Here<close_all>);
FAULTLINE_CHECK(zoo.here.prints_garbage, WorkModel, Here<print_garbage>);
FAULTLINE_CHECK(zoo.here.prints_much, WorkModel, Here<print_much>);
FAULTLINE_CHECK(zoo.here.writes_everywhere, WorkModel, Here<write_everywhere>);
FAULTLINE_CHECK(zoo.here.garbage_and_abort, WorkModel, Here<print_garbage_and_abort>);
FAULTLINE_CHECK(zoo.here.leaks_daemon, WorkModel, Here<leak_daemon>);
FAULTLINE_CHECK(chaos.here.exit, WorkModel, Here<exit_with_success>);

struct Expected {
  const char* name;
  const char* origin;
  const char* message;
};
const Expected kExpected[] = {
    {"raise_segv", "SIGSEGV work", "The process ended with SIGSEGV in work(amount=7)."},
    {"abort", "SIGABRT work", "The process ended with SIGABRT in work(amount=7)."},
    {"exit", "exit code 0 work", "The process ended with exit code 0 in work(amount=7)."},
    {"exit_now", "exit code 3 work", "The process ended with exit code 3 in work(amount=7)."},
    {"exit_cleanly", "exit code 0 work", "The process ended with exit code 0 in work(amount=7)."},
    {"exit_quickly", "exit code 0 work", "The process ended with exit code 0 in work(amount=7)."},
    {"exit_by_the_kernel", "exit code 0 work", "The process ended with exit code 0 in work(amount=7)."},
    {"kill_itself", "SIGKILL work", "The process ended with SIGKILL in work(amount=7)."},
    {"loop", "work", "work(amount=7) did not end within 50 ms, nor within 200 ms when tried again."},
    {"deadlock", "work", "work(amount=7) waited without end: more than 50 ms, and more than 200 ms when tried again."},
    {"stops_itself", "work",
     "work(amount=7) waited without end: more than 50 ms, and more than 200 ms when tried again."},
    {"allocates", "work",
     kSanitized ? "work(amount=7) needed more memory than its limit." : "work(amount=7) ran out of memory."},
    {"shares_memory", "work", "work(amount=7) needed more memory than its limit."},
    {"floods_stdout", "work", "work(amount=7) wrote more than 64 MiB to stdout and stderr."},
    {"floods_stderr", "work", "work(amount=7) wrote more than 64 MiB to stdout and stderr."},
    {"terminate", "SIGTERM work", "The process ended with SIGTERM in work(amount=7)."},
    {"throws_in_thread", "work", "work(amount=7) called std::terminate: out of cheese."},
    {"throws_noexcept", "work", "work(amount=7) called std::terminate: out of cheese."},
};
void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.name; }

// What they leave is not judged, but ended: this process would inherit it, and the fixture looks.
class HostileLeavings : public HostileTesting {};
TEST_F(HostileLeavings, AreOfNoConsequence) {
  for (const char* name : {"zoo.here.closes_all", "zoo.here.writes_everywhere", "zoo.here.prints_much"}) {
    const CheckReport report = campaign(name);
    EXPECT_EQ(report.verdict, VerdictKind::pass) << name << ": " << report.reason;
    EXPECT_EQ(report.runs, 200U);
  }
}
TEST_F(HostileLeavings, AreEndedWithTheirHost) {
  EXPECT_EQ(campaign("zoo.here.leaks_daemon").verdict, VerdictKind::pass);
}

class HostileHere : public HostileTesting, public testing::WithParamInterface<Expected> {};

TEST_P(HostileHere, IsFoundAndShrunk) {
  const CheckReport report = campaign(std::string("zoo.here.") + GetParam().name);
  ASSERT_EQ(report.verdict, VerdictKind::fail) << report.reason;
  ASSERT_EQ(report.findings.size(), 1U);
  const Finding& finding = report.findings.front();
  EXPECT_EQ(finding.verdict.origin, GetParam().origin);
  EXPECT_EQ(finding.verdict.message, GetParam().message);
  EXPECT_EQ(finding.after.commands, 1U);
  EXPECT_EQ(finding.stable, 3);
  EXPECT_TRUE(std::filesystem::exists(finding.repro));
  // The saved schedule fails so as well where a worker runs it.
  Check& some = *Registry::instance().find(finding.check->name);
  const CheckReport again = session_->replay(some, Isolation::forked, {read_repro(finding.repro), finding.repro});
  EXPECT_EQ(again.findings.at(0).verdict.origin, GetParam().origin);
}

INSTANTIATE_TEST_SUITE_P(Every, HostileHere, testing::ValuesIn(kExpected),
                         [](const auto& attack) { return std::string(attack.param.name); });

class HostileProgram : public HostileTesting {
 protected:
  struct Ended {
    int code;
    std::string out;
  };
  // This program, with standard output and error in one.
  Ended program(const std::string& arguments) {
    const std::string out = options_.report_dir.string() + "/out";
    std::filesystem::create_directories(options_.report_dir);
    const std::string self = std::filesystem::read_symlink("/proc/self/exe");
    const int status = std::system(
        ("(FAULT_REPORT_DIR='" + options_.report_dir.string() + "' '" + self + "' " + arguments + ") >" + out + " 2>&1")
            .c_str());
    std::ifstream in(out);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, {std::istreambuf_iterator<char>(in), {}}};
  }
};

TEST_F(HostileProgram, HasAnExitCodeThatSaysSo) {
  for (const char* name : {"exit", "exit_cleanly", "abort", "segfault", "overflow_stack"}) {
    SCOPED_TRACE(name);
    const Ended text = program(std::string("run zoo.here.") + name);
    EXPECT_EQ(text.code, 1) << text.out;
    EXPECT_NE(text.out.find(std::string("zoo.here.") + name), std::string::npos) << text.out;
    EXPECT_NE(text.out.find("FAULT_SEED=g"), std::string::npos) << text.out;
    EXPECT_NE(text.out.find("work(amount=7)"), std::string::npos) << text.out;
    const bool fault =
        !kSanitized && (std::string_view(name) == "segfault" || std::string_view(name) == "overflow_stack");
    EXPECT_EQ(text.out.find("STACK where the process died") != std::string::npos, fault) << text.out;
  }
}

TEST_F(HostileProgram, WritesItsJson) {
  const Ended ended = program("run 'zoo.here.exit*' --quiet --json - 2>/dev/null");
  EXPECT_EQ(ended.code, 1) << ended.out;
  const auto checks = boost::json::parse(ended.out).at("checks").as_array();
  EXPECT_EQ(checks.size(), 5U);
  for (const auto& check : checks) {
    EXPECT_EQ(check.at("verdict").as_string(), "fail");
    EXPECT_EQ(check.at("failures").at(0).at("class").as_string(), "exited");
  }
}

TEST_F(HostileProgram, FailsATestOfGoogleTest) {
  const Ended ended = program("--gtest_filter=chaos.here.exit");
  EXPECT_EQ(ended.code, 1) << ended.out;
  EXPECT_NE(ended.out.find("[  FAILED  ] chaos.here.exit"), std::string::npos) << ended.out;
  EXPECT_NE(ended.out.find("The process ended with exit code 0 in work(amount=7)."), std::string::npos) << ended.out;
}

// What it prints belongs to its failure, in which it is shown, not obeyed.
TEST_F(HostileProgram, ShowsWhatATargetPrints) {
  const Ended failed = program("run zoo.here.garbage_and_abort");
  EXPECT_EQ(failed.code, 1) << failed.out;
  EXPECT_NE(failed.out.find("OUTPUT of the process\n  | about to misbehave\n  | \\x1b[2J"), std::string::npos)
      << failed.out;
  EXPECT_EQ(failed.out.find('\x1b'), std::string::npos) << failed.out;
  const Ended passed = program("run zoo.here.prints_garbage --quiet --json - 2>/dev/null");
  EXPECT_EQ(passed.code, 0) << passed.out;
  EXPECT_TRUE(boost::json::parse(passed.out).is_object()) << passed.out;
}

// What GoogleTest is told by a target that runs in process is told to the test.
struct Asserting : Here<print_garbage> {
  using Here<print_garbage>::Here;
  Outcome<std::int64_t> execute(const WorkModel::Command& command) {
    EXPECT_NE(std::get<Work>(command).amount, 7) << "a target's own expectation";
    return std::get<Work>(command).amount;
  }
};
FAULTLINE_CHECK(chaos.here.asserts, WorkModel, Asserting);

TEST_F(HostileProgram, LosesNoExpectationOfATarget) {
  const Ended ended = program("--gtest_filter=chaos.here.asserts");
  EXPECT_EQ(ended.code, 1) << ended.out;
  EXPECT_NE(ended.out.find("[  FAILED  ] chaos.here.asserts"), std::string::npos) << ended.out;
  EXPECT_NE(ended.out.find("a target's own expectation"), std::string::npos) << ended.out;
}

}  // namespace
}  // namespace faultline::hostile
