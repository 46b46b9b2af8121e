// Whatever a target does to its process, the engine survives, says what happened where, and shrinks it.
#include <chrono>
#include <cstdlib>

#include <boost/json.hpp>

#include "faultline/engine/isolation/limits.h"

#include "hostile_targets.h"
#include "hostile_testing.h"

namespace faultline::hostile {
namespace {

FAULTLINE_CHECK(zoo.hostile.raise_segv, WorkModel, Hostile<raise_segv>);
FAULTLINE_CHECK(zoo.hostile.segfault, WorkModel, Hostile<segfault>);
FAULTLINE_CHECK(zoo.hostile.abort, WorkModel, Hostile<abort_now>);
FAULTLINE_CHECK(zoo.hostile.exit, WorkModel, Hostile<exit_now>);
FAULTLINE_CHECK(zoo.hostile.exit_cleanly, WorkModel, Hostile<exit_cleanly>);
FAULTLINE_CHECK(zoo.hostile.killed, WorkModel, Hostile<kill_itself>);
FAULTLINE_CHECK(zoo.hostile.garbage_and_abort, WorkModel, Hostile<print_garbage_and_abort>);
FAULTLINE_CHECK(zoo.hostile.throws, WorkModel, Hostile<throw_error>);
FAULTLINE_CHECK(zoo.hostile.throws_without_end, WorkModel, Hostile<throw_text_without_end>);
FAULTLINE_CHECK(zoo.hostile.throws_number, WorkModel, Hostile<throw_number>);
FAULTLINE_CHECK(zoo.hostile.throws_in_thread, WorkModel, Hostile<throw_in_thread>);
FAULTLINE_CHECK(zoo.hostile.throws_noexcept, WorkModel, Hostile<throw_through_noexcept>);
FAULTLINE_CHECK(zoo.hostile.forgets_to_join, WorkModel, Hostile<forget_to_join>);
FAULTLINE_CHECK(zoo.hostile.loop, WorkModel, Late<loop_for_ever>);
FAULTLINE_CHECK(zoo.hostile.deadlock, WorkModel, Late<deadlock>);
FAULTLINE_CHECK(zoo.hostile.deadlock_in_atexit, WorkModel, Late<deadlock_in_atexit>);
FAULTLINE_CHECK(zoo.hostile.stops_itself, WorkModel, Late<stop_itself>);
FAULTLINE_CHECK(zoo.hostile.allocates, WorkModel, Slow<allocate_for_ever>);
FAULTLINE_CHECK(zoo.hostile.allocates_noexcept, WorkModel, Slow<allocate_in_noexcept>);
FAULTLINE_CHECK(zoo.hostile.shares_memory, WorkModel, Slow<share_for_ever>);
FAULTLINE_CHECK(zoo.hostile.leaks_descriptor, WorkModel, Hostile<leak_descriptor>);
FAULTLINE_CHECK(zoo.hostile.closes_stdout, WorkModel, Hostile<close_stdout>);
FAULTLINE_CHECK(zoo.hostile.replaces_stderr, WorkModel, Hostile<replace_stderr>);
FAULTLINE_CHECK(zoo.hostile.closes_all, WorkModel, Hostile<close_all>);
FAULTLINE_CHECK(zoo.hostile.leaks_thread, WorkModel, Hostile<leak_thread>);
FAULTLINE_CHECK(zoo.hostile.leaks_process, WorkModel, Hostile<leak_process>);
FAULTLINE_CHECK(zoo.hostile.leaks_many_processes, WorkModel, Hostile<leak_many_processes>);
FAULTLINE_CHECK(zoo.hostile.leaks_daemon, WorkModel, Hostile<leak_daemon>);
FAULTLINE_CHECK(zoo.hostile.leaks_slow_daemon, WorkModel, Hostile<leak_slow_daemon>);
FAULTLINE_CHECK(zoo.hostile.leaks_crashed_process, WorkModel, Hostile<leak_crashed_process>);
FAULTLINE_CHECK(zoo.hostile.forks_and_returns, WorkModel, Hostile<fork_and_return>);
FAULTLINE_CHECK(zoo.hostile.floods_stdout, WorkModel, Hostile<flood_stdout>);
FAULTLINE_CHECK(zoo.hostile.floods_stderr, WorkModel, Hostile<flood_stderr_for_ever>);
FAULTLINE_CHECK(zoo.hostile.changes_folder, WorkModel, Hostile<change_folder>);
FAULTLINE_CHECK(zoo.hostile.replaces_handler, WorkModel, Hostile<replace_handler>);
FAULTLINE_CHECK(zoo.hostile.replaces_terminate, WorkModel, Hostile<replace_terminate_handler>);
FAULTLINE_CHECK(zoo.hostile.blocks_signals, WorkModel, Hostile<block_signals>);
FAULTLINE_CHECK(zoo.hostile.changes_umask, WorkModel, Hostile<change_umask>);

struct Expected {
  const char* name;
  FailureClass failure;
  const char* origin;
  const char* message;
};

using F = FailureClass;
const Expected kExpected[] = {
    {"raise_segv", F::died_by_signal, "SIGSEGV work", "The process ended with SIGSEGV in work(amount=7)."},
    {"abort", F::died_by_signal, "SIGABRT work", "The process ended with SIGABRT in work(amount=7)."},
    {"exit", F::exited, "exit code 3 work", "The process ended with exit code 3 in work(amount=7)."},
    {"exit_cleanly", F::exited, "exit code 0 work", "The process ended with exit code 0 in work(amount=7)."},
    {"killed", F::died_by_signal, "SIGKILL work", "The process ended with SIGKILL in work(amount=7)."},
    {"throws", F::exception, "work", "work(amount=7) threw: out of cheese"},
    {"throws_number", F::exception, "work", "work(amount=7) threw: not a std::exception"},
    {"throws_in_thread", F::terminated, "work", "work(amount=7) called std::terminate: out of cheese."},
    {"throws_noexcept", F::terminated, "work", "work(amount=7) called std::terminate: out of cheese."},
    {"forgets_to_join", F::terminated, "work", "work(amount=7) called std::terminate without an exception."},
    {"loop", F::hang, "work", "work(amount=7) did not end within 50 ms, nor within 200 ms when tried again."},
    {"deadlock", F::deadlock, "work",
     "work(amount=7) waited without end: more than 50 ms, and more than 200 ms when tried again."},
    {"deadlock_in_atexit", F::deadlock, "work",
     "work(amount=7) waited without end: more than 50 ms, and more than 200 ms when tried again."},
    {"stops_itself", F::deadlock, "work",
     "work(amount=7) waited without end: more than 50 ms, and more than 200 ms when tried again."},
    {"allocates", F::out_of_memory, "work",
     kSanitized ? "work(amount=7) needed more memory than its limit." : "work(amount=7) ran out of memory."},
    {"allocates_noexcept", F::out_of_memory, "work",
     kSanitized ? "work(amount=7) needed more memory than its limit."
                : "work(amount=7) needed more than 64 MiB of memory."},
    {"shares_memory", F::out_of_memory, "work", "work(amount=7) needed more memory than its limit."},
    {"leaks_descriptor", F::leaked_descriptor, "work", "work(amount=7) left a descriptor open (/dev/null)."},
    {"closes_stdout", F::closed_descriptor, "work",
     "work(amount=7) closed descriptor 1 (stdout), which is not its own."},
    {"replaces_stderr", F::closed_descriptor, "work",
     "work(amount=7) closed descriptor 2 (stderr), which is not its own."},
    {"closes_all", F::closed_descriptor, "work", "work(amount=7) closed descriptor 1000, which is not its own."},
    {"leaks_thread", F::leaked_thread, "work", "work(amount=7) left a thread running."},
    {"leaks_process", F::leaked_process, "work", "work(amount=7) left a process running."},
    {"leaks_many_processes", F::leaked_process, "work", "work(amount=7) left 5 processes running."},
    {"leaks_daemon", F::leaked_process, "work", "work(amount=7) left a process running."},
    {"leaks_slow_daemon", F::leaked_process, "work", "work(amount=7) left a process running."},
    {"leaks_crashed_process", F::leaked_process, "work",
     "work(amount=7) left a process unwaited for that died by SIGSEGV."},
    {"floods_stdout", F::output_flood, "work", "work(amount=7) wrote more than 64 MiB to stdout and stderr."},
    {"floods_stderr", F::output_flood, "work", "work(amount=7) wrote more than 64 MiB to stdout and stderr."},
    {"changes_folder", F::changed_process_state, "work", "work(amount=7) changed the working folder to /."},
    {"replaces_handler", F::changed_process_state, "work", "work(amount=7) replaced the handler of SIGTERM."},
    {"replaces_terminate", F::changed_process_state, "work", "work(amount=7) replaced the terminate handler."},
    {"blocks_signals", F::changed_process_state, "work", "work(amount=7) changed the signal mask."},
    {"changes_umask", F::changed_process_state, "work", "work(amount=7) changed the umask to 000."},
};

void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.name; }

class HostileTarget : public HostileTesting, public testing::WithParamInterface<Expected> {
 protected:
  std::string name() const { return std::string("zoo.hostile.") + GetParam().name; }
};

TEST_P(HostileTarget, IsReportedWithItsStepAndShrunk) {
  const CheckReport report = campaign(name());
  ASSERT_EQ(report.verdict, VerdictKind::fail) << report.reason;
  ASSERT_EQ(report.findings.size(), 1U);
  const Finding& finding = report.findings.front();
  EXPECT_EQ(name_of(finding.verdict.failure), name_of(GetParam().failure));
  EXPECT_EQ(finding.verdict.origin, GetParam().origin);
  EXPECT_EQ(finding.verdict.message, GetParam().message);
  EXPECT_EQ(finding.verdict.step, 0U);
  EXPECT_EQ(finding.after.commands, 1U);
  EXPECT_TRUE(finding.one_minimal);
  EXPECT_EQ(finding.stable, 3);
  ASSERT_EQ(finding.rows.size(), 1U);
  EXPECT_EQ(finding.rows[0].text, "work(amount=7)");
  EXPECT_TRUE(finding.rows[0].failed_here);
}

// Two hundred times, or as often as half a second allows: the same failure, at the same step, between innocent ones.
TEST_P(HostileTarget, IsSurvivedTwoHundredTimes) {
  using Clock = std::chrono::steady_clock;
  Check& attacked = check(name());
  const Bytes steps = schedule(attacked, R"([{"command":{"work":{"amount":1}}},{"command":{"work":{"amount":7}}},
                                             {"command":{"work":{"amount":2}}}])");
  // The slow ones come to 200 only where there is time: HOSTILE_SECONDS=600 for a night's run.
  const char* given = std::getenv("HOSTILE_SECONDS");
  const auto enough = Clock::now() + std::chrono::milliseconds(given != nullptr ? 1000 * std::atoi(given) : 500);
  for (int run = 0; run < 200 && Clock::now() < enough; ++run) {
    const Verdict verdict = this->run(attacked, steps).verdict;
    ASSERT_TRUE(verdict.failed()) << "run " << run;
    ASSERT_EQ(name_of(verdict.failure), name_of(GetParam().failure)) << "run " << run << ": " << verdict.message;
    ASSERT_EQ(verdict.origin, GetParam().origin) << "run " << run;
    ASSERT_EQ(verdict.step, 1U) << "run " << run;
  }
}

INSTANTIATE_TEST_SUITE_P(Every, HostileTarget, testing::ValuesIn(kExpected),
                         [](const auto& attack) { return std::string(attack.param.name); });

class HostileText : public HostileTesting {};

TEST_F(HostileText, WithoutEndIsCut) {
  const CheckReport report = campaign("zoo.hostile.throws_without_end");
  ASSERT_EQ(report.verdict, VerdictKind::fail) << report.reason;
  const Verdict& verdict = report.findings.front().verdict;
  EXPECT_EQ(verdict.failure, FailureClass::exception);
  EXPECT_TRUE(verdict.message.starts_with("work(amount=7) threw: ooo"));
  EXPECT_LT(verdict.message.size(), 100'000U);
}

class HostileTargets : public HostileTesting {};

// Sanitizers turn a real fault into an exit of their own.
TEST_F(HostileTargets, ARealSegfaultIsSurvivedToo) {
  const CheckReport report = campaign("zoo.hostile.segfault");
  ASSERT_EQ(report.verdict, VerdictKind::fail);
  EXPECT_TRUE(report.findings.at(0).verdict.origin.ends_with(" work"));
  EXPECT_EQ(report.findings.at(0).after.commands, 1U);
}

// The copy dies as soon as it touches what belongs to the run; a sanitizer has it leave by an exit of its own.
TEST_F(HostileTargets, ACopyThatRunsOnCannotSpoilTheRun) {
  if (kSanitized) GTEST_SKIP() << "the copy's death looks like an exit here";
  const CheckReport report = campaign("zoo.hostile.forks_and_returns");
  ASSERT_EQ(report.verdict, VerdictKind::fail);
  EXPECT_EQ(report.findings.at(0).verdict.message, "work(amount=7) left a process unwaited for that died by SIGSEGV.");
  EXPECT_EQ(report.findings.at(0).stable, 3);
}

// Several at a time: each gets its own answer, in order, and what it had started is gone.
TEST_F(HostileTargets, DieBesideOthersThatDoNot) {
  Check& some = check("zoo.hostile.raise_segv");
  const Bytes good = schedule(some, R"([{"command":{"work":{"amount":1}}},{"command":{"work":{"amount":2}}}])");
  const Bytes bad = schedule(some, R"([{"command":{"work":{"amount":1}}},{"command":{"work":{"amount":7}}}])");
  session_.emplace(3);
  std::vector<Job> jobs(10);
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].schedule = i % 3 == 1 ? bad : good;
  const auto results = session_->executor(Isolation::forked).execute_all(some, jobs);
  ASSERT_EQ(results.size(), jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    SCOPED_TRACE(i);
    ASSERT_EQ(results[i].stopped.has_value(), i % 3 == 1);
    EXPECT_EQ(results[i].state.completed, i % 3 == 1 ? 0U : 1U);
    if (i % 3 != 1) continue;
    EXPECT_EQ(results[i].stopped->result.verdict.origin, "SIGSEGV work");
    EXPECT_EQ(results[i].stopped->death->output, "about to misbehave\n");
  }
}

TEST_F(HostileTargets, TheLastOutputIsKept) {
  for (const char* name : {"zoo.hostile.raise_segv", "zoo.hostile.loop", "zoo.hostile.leaks_descriptor"})
    EXPECT_EQ(campaign(name).findings.at(0).output, "about to misbehave\n") << name;
  EXPECT_TRUE(campaign("zoo.hostile.throws_in_thread").findings.at(0).output.starts_with("about to misbehave\n"));
}

TEST_F(HostileTargets, GarbageInTheOutputIsReadable) {
  EXPECT_EQ(campaign("zoo.hostile.garbage_and_abort").findings.at(0).output,
            "about to misbehave\n\\x1b[2J\\xff\\x00\xc3\xa9\n");
}

inline void leave_a_daemon_and_wait() {
  leak_process();
  leak_daemon();
  deadlock();
}
using Patient = Hostile<leave_a_daemon_and_wait, 60000>;
FAULTLINE_CHECK(zoo.hostile.waits_long, WorkModel, Patient);

// The first child of `parent`, once it has one; 0 if it has none for a long time.
pid_t child_of(pid_t parent) {
  for (int attempt = 0; attempt < 10000; ++attempt) {
    const auto children = children_of(parent);
    if (!children.empty()) return children.front().pid;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return 0;
}

TEST_F(HostileTargets, NothingIsLeftWhenTheEngineIsKilled) {
  const pid_t engine = ::fork();
  if (engine == 0) {
    const int nowhere = ::open("/dev/null", O_WRONLY);
    ::dup2(nowhere, STDOUT_FILENO);
    ::setenv("TMPDIR", options_.report_dir.c_str(), 1);
    ::execl("/proc/self/exe", "faultline_hostile_tests", "run", "zoo.hostile.waits_long", nullptr);
    ::_exit(127);
  }
  const pid_t worker = child_of(child_of(engine));
  ASSERT_GT(child_of(worker), 0);  // the target is in the middle of it
  ::kill(engine, SIGKILL);
  for (int attempt = 0; attempt < 10000 && has_children(); ++attempt) {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_TRUE(children_of(::getpid()).empty());
  EXPECT_TRUE(std::filesystem::is_empty(options_.report_dir));
}

// What goes wrong in a worker and is not the target's doing.
template <class Error>
class BrokenEngine : public attach::CheckOf<WorkModel, Hostile<print_garbage>> {
 public:
  explicit BrokenEngine(const char* name) : CheckOf(attach::info_of<Hostile<print_garbage>>(name, "", "")) {}
  RunResult run(const RunInput&, RunEnv&) override { throw Error(); }
};
struct OutOfLuck : std::runtime_error {
  OutOfLuck() : runtime_error("out of luck") {}
};

const bool broken_engines = [] {  // before main, so that the fork server knows them too
  Registry::instance().add_unlisted(std::make_unique<BrokenEngine<OutOfLuck>>("engine.luck"));
  Registry::instance().add_unlisted(std::make_unique<BrokenEngine<std::bad_alloc>>("engine.memory"));
  return true;
}();

TEST_F(HostileTargets, TheEnginesOwnErrorInAWorkerIsNotBlamedOnThem) {
  ASSERT_TRUE(broken_engines);
  try {
    campaign("engine.luck");
    FAIL();
  } catch (const EngineError& error) {
    EXPECT_STREQ(error.what(), "in a worker: out of luck");
  }
  const CheckReport report = campaign("engine.memory");
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(name_of(report.findings[0].verdict.failure), name_of(F::out_of_memory));
}

// A model that throws: no verdict on the system, and whoever wrote it is told where to look.
struct ThrowingModel {
  using Command = WorkModel::Command;
  using Reply = WorkModel::Reply;
  Reply apply(const Work& work) {
    if (work.amount == 7) throw std::runtime_error("my books are wrong");
    return work.amount;
  }
  bool operator==(const ThrowingModel&) const = default;
};
FAULTLINE_CHECK(zoo.hostile.model_throws, ThrowingModel, Hostile<use_and_give_back>);

TEST_F(HostileTargets, AModelThatThrowsIsNamed) {
  try {
    campaign("zoo.hostile.model_throws");
    FAIL();
  } catch (const EngineError& error) {
    const std::string what = error.what();
    EXPECT_TRUE(what.starts_with("in a worker: my books are wrong (thrown in or after the model's ")) << what;
    EXPECT_NE(what.find(", in step "), std::string::npos) << what;
  }
}

FAULTLINE_CHECK(zoo.hostile.prints_garbage, WorkModel, Hostile<print_garbage>);
FAULTLINE_CHECK(zoo.hostile.prints_much, WorkModel, Hostile<print_much>);
FAULTLINE_CHECK(zoo.hostile.tidy, WorkModel, Hostile<use_and_give_back>);
FAULTLINE_CHECK(zoo.hostile.pool, WorkModel, Hostile<start_pool_once>);
// Not in order, but no run of it has failed, and the engine goes on.
struct StopsItsServer : Hostile<stop_its_parent> {
  using Hostile<stop_its_parent>::Hostile;
  static constexpr std::uint32_t runs = 10, steps = 2;
};
FAULTLINE_CHECK(zoo.hostile.stops_its_server, WorkModel, StopsItsServer);

TEST_F(HostileTargets, WhatStopsTheServerIsUndone) {
  const CheckReport report = campaign("zoo.hostile.stops_its_server");
  EXPECT_EQ(report.verdict, VerdictKind::pass) << report.reason;
  EXPECT_EQ(report.runs, 10U);
}

TEST_F(HostileTargets, WhatIsInOrderPasses) {
  for (const char* name :
       {"zoo.hostile.prints_garbage", "zoo.hostile.prints_much", "zoo.hostile.tidy", "zoo.hostile.pool"}) {
    const CheckReport report = campaign(name);
    EXPECT_EQ(report.verdict, VerdictKind::pass) << name << ' ' << report.reason;
    EXPECT_EQ(report.runs, 200U);
    if (!report.findings.empty()) ADD_FAILURE() << report.findings[0].verdict.message;
  }
}

}  // namespace
}  // namespace faultline::hostile
