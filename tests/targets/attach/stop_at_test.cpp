// `replay FILE --stop-at STEP`: the process that hosts the target stands still there, for a debugger.
#include <cctype>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

// The program while it stands still.
class Stopped {
 public:
  Stopped(const std::string& file, const std::string& step, const std::string& isolation, const std::string& folder)
      : err_(folder + "/err"), out_(folder + "/out") {
    engine_ = ::fork();
    if (engine_ != 0) return;
    ::dup2(::open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
    ::dup2(::open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    ::execl(FAULTLINE_PROGRAM, FAULTLINE_PROGRAM, "replay", file.c_str(), "--stop-at", step.c_str(), "--isolate",
            isolation.c_str(), nullptr);
    ::_exit(127);
  }
  ~Stopped() {
    if (engine_ > 0) ::kill(engine_, SIGKILL), (void)code();
  }
  Stopped(const Stopped&) = delete;
  Stopped& operator=(const Stopped&) = delete;

  // The process that stands, once it does; 0 where the program ended before.
  pid_t process() {
    for (int attempt = 0; attempt < 30000; ++attempt) {
      const std::string said = err();
      const auto at = said.find("process ");
      const pid_t process = at == std::string::npos ? 0 : std::atoi(said.c_str() + at + 8);
      if (process > 0 && said.ends_with('\n')) return process;
      if (::waitpid(engine_, &status_, WNOHANG) == engine_) return engine_ = 0;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return 0;
  }
  // The program's exit code, once it has ended; -1: a signal ended it.
  int code() {
    if (engine_ > 0) (void)::waitpid(engine_, &status_, 0);
    engine_ = 0;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
  }
  pid_t engine() const { return engine_; }
  std::string err() const { return text_of(err_); }
  std::string out() const { return text_of(out_); }

  static char state_of(pid_t process) {
    const std::string status = text_of("/proc/" + std::to_string(process) + "/status");
    const auto at = status.find("State:");
    return at == std::string::npos ? '-' : status[status.find_first_not_of(" \t", at + 6)];
  }

 private:
  pid_t engine_ = -1;
  int status_ = 0;
  std::string err_, out_;
};

class StopAt : public testing::Test {
 protected:
  // A planted bug's repro, and its table: rows as they are printed.
  std::string repro(const std::string& check) {
    const Ended ended = program({"run", check, "--report-dir", reports_.path()});
    EXPECT_EQ(ended.code, 1) << ended.out << ended.err;
    table_ = ended.out;
    for (const auto& [name, text] : files_of(reports_.path()))
      if (name.starts_with(check) && name.ends_with(".json")) return reports_.path() + '/' + name;
    return "";
  }
  ReportFolder reports_;
  std::string table_;
};

constexpr const char* kBug = "zoo.durable.torn_tail_kept";

TEST_F(StopAt, StandsStillBeforeTheStepAndGoesOn) {
  const std::string file = repro(kBug);
  Stopped stopped(file, "2", "forked", reports_.path());
  const pid_t process = stopped.process();
  ASSERT_GT(process, 0) << stopped.err();
  EXPECT_NE(process, stopped.engine());
  const std::string said = stopped.err();
  EXPECT_EQ(said.find(fmt::format("faultline: process {} is stopped before step 2, ", process)), 0U) << said;
  EXPECT_NE(said.find(fmt::format("  gdb -p {} {}\n", process, FAULTLINE_PROGRAM)), std::string::npos) << said;
  // As the table has it.
  const std::string what = said.substr(said.find("step 2, ") + 8, 5);
  EXPECT_NE(table_.find("    2  " + what), std::string::npos) << what << table_;
  ::kill(process, SIGCONT);
  EXPECT_EQ(stopped.code(), 1) << stopped.out();
  EXPECT_NE(stopped.out().find("run once, stopped before step 2"), std::string::npos) << stopped.out();
}

TEST_F(StopAt, EndsWithTheEngine) {
  const std::string file = repro(kBug);
  Stopped stopped(file, "1", "forked", reports_.path());
  const pid_t process = stopped.process();
  ASSERT_GT(process, 0) << stopped.err();
  ::kill(stopped.engine(), SIGINT);
  EXPECT_EQ(stopped.code(), 130);
  for (int attempt = 0; attempt < 5000 && Stopped::state_of(process) != '-'; ++attempt)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  EXPECT_EQ(Stopped::state_of(process), '-');
}

TEST_F(StopAt, InProcessTheProgramItselfStandsStill) {
  const std::string file = repro("zoo.store.lost_update");
  Stopped stopped(file, "1", "in-process", reports_.path());
  const pid_t process = stopped.process();
  ASSERT_EQ(process, stopped.engine()) << stopped.err();
  ::kill(process, SIGCONT);
  EXPECT_EQ(stopped.code(), 1) << stopped.out();
}

TEST_F(StopAt, AStepThatIsNotThereIsRefused) {
  const std::string file = repro(kBug);
  const Ended ended = program({"replay", file, "--stop-at", "99"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("there is no step 99 in " + file + ": the table of its run has "), std::string::npos)
      << ended.err;
  for (const char* step : {"0", "-1", "two", ""})
    EXPECT_EQ(program({"replay", file, "--stop-at", step}).code, 2) << step;
  EXPECT_EQ(program({"replay", file, file, "--stop-at", "1"}).code, 2);
}

TEST_F(StopAt, GdbIsThereRightBeforeTheStep) {
  if (std::system("gdb --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "there is no gdb here";
  const std::string file = repro(kBug);
  Stopped stopped(file, "1", "forked", reports_.path());
  const pid_t process = stopped.process();
  ASSERT_GT(process, 0) << stopped.err();
  const std::string session = reports_.path() + "/gdb";
  const std::string command = fmt::format("gdb -nx -batch -ex continue -ex backtrace -ex detach -p {} {} >{} 2>&1",
                                          process, FAULTLINE_PROGRAM, session);
  ASSERT_EQ(std::system(command.c_str()), 0) << text_of(session);
  for (const char* shown : {"SIGTRAP", "StopBefore::asks", "faultline::host("})
    EXPECT_NE(text_of(session).find(shown), std::string::npos) << shown << text_of(session);
  EXPECT_EQ(stopped.code(), 1) << stopped.out();
}

}  // namespace
}  // namespace faultline::program_testing
