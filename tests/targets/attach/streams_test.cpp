// Whatever becomes of its streams, the program ends by an exit code that tells, and loses no verdict.
#include <pty.h>
#include <sys/ioctl.h>

#include "running_program.h"

namespace faultline::program_testing {
namespace {

TEST(Streams, AFullStandardOutputIsToldAndIsExit4) {
  for (const char* arguments :
       {"list", "list --zoo", "list --json -", "--help", "run --help", "", "run chaos.store.memory --runs 8",
        "run chaos.store.memory --runs 8 --json -", "replay --json - $R", "self-test chaos.store.memory --runs 1",
        "--gtest_filter=chaos.store.memory", "--gtest_list_tests"}) {
    SCOPED_TRACE(arguments);
    const Ended ended = shell(std::string("R=$(ls $KEPT/*.json | head -1); exec $F ") + arguments + " >/dev/full",
                              {{"KEPT", FAULTLINE_REGRESSIONS}, {"FAULT_RUNS", "8"}});
    EXPECT_EQ(ended.code, 4);
    EXPECT_NE(ended.err.find("cannot write to standard output: "), std::string::npos) << ended.err;
  }
}

TEST(Streams, AClosedStandardOutputIsToldAsWell) {
  const Ended ended = shell("exec $F list >&-");
  EXPECT_EQ(ended.code, 4);
  EXPECT_EQ(ended.err, "faultline: cannot write to standard output: Bad file descriptor\n");
}

// With a pipe as standard output that nobody reads.
int code_with_no_reader(std::vector<std::string> arguments, const Environment& environment = {},
                        int stream = STDOUT_FILENO) {
  Running running(std::move(arguments), environment, [stream] {
    int ends[2];
    if (::pipe(ends) != 0) ::_exit(126);
    ::dup2(ends[1], stream);
    ::closefrom(3);
  });
  const int code = running.wait();
  EXPECT_EQ(running.err(), "");
  return code;
}

TEST(Streams, AReaderThatIsGoneChangesNothing) {
  EXPECT_EQ(code_with_no_reader({"list"}), 0);
  EXPECT_EQ(code_with_no_reader({"--help"}), 0);
  EXPECT_EQ(code_with_no_reader({"list", "--json", "-"}), 0);
  EXPECT_EQ(code_with_no_reader({"run", "chaos.store.memory", "--runs", "8"}), 0);
  EXPECT_EQ(code_with_no_reader({"run", "chaos.durable.posix", "--runs", "8", "--json", "-"}), 0);
  EXPECT_EQ(code_with_no_reader({"run", "zoo.store.lost_update"}), 1);
  EXPECT_EQ(code_with_no_reader({"--gtest_list_tests"}), 0);
}

TEST(Streams, AnErrorKeepsItsCodeWhereItCannotBeTold) {
  EXPECT_EQ(code_with_no_reader({"run", "--rnus", "5"}, {}, STDERR_FILENO), 2);
  EXPECT_EQ(code_with_no_reader({"list"}, {{"FAULT_INJECT", "a=retrun"}}, STDERR_FILENO), 2) << "told before main";
  for (const char* where : {"2>&-", "2>/dev/full", ">&- 2>&-", ">/dev/full 2>/dev/full"}) {
    SCOPED_TRACE(where);
    EXPECT_EQ(shell(std::string("exec $F run --rnus 5 ") + where).code, 2);
    EXPECT_EQ(shell(std::string("exec $F run chaos.store.memry ") + where).code, 2);
    EXPECT_EQ(shell(std::string("exec $F replay /nowhere/x.json ") + where).code, 2);
    EXPECT_EQ(shell(std::string("FAULT_INJECT=x exec $F frobnicate ") + where).code, 2);
  }
}

TEST(Streams, ANoteBeforeTheWorkNeedsNoReader) {
  EXPECT_EQ(code_with_no_reader({"list"}, {{"FAULT_INJECT", "wal.mid-frame"}}, STDERR_FILENO), 0);
  EXPECT_EQ(code_with_no_reader({"list"}, {{"FAULT_CRASH_AT", "wal.mid-frame"}}, STDERR_FILENO), 0);
}

// No file of the engine gets the number of a stream that is closed.
TEST(Streams, AllClosedFromTheStart) {
  const ReportFolder folder;
  const Environment environment{{"FAULT_REPORT_DIR", folder.path()}, {"D", folder.path()}};
  EXPECT_EQ(shell("exec $F run chaos.durable.posix --runs 20 --quiet --json $D/j <&- >&- 2>&-", environment).code, 0);
  EXPECT_EQ(boost::json::parse(text_of(folder.path() + "/j")).at("checks").at(0).at("verdict").as_string(), "pass");
  EXPECT_EQ(shell("exec $F run zoo.durable.torn_tail_kept --quiet --json $D/j <&- >&- 2>&-", environment).code, 4);
  EXPECT_EQ(boost::json::parse(text_of(folder.path() + "/j")).at("checks").at(0).at("verdict").as_string(), "fail");
}

struct Terminal {
  int master = -1, slave = -1;
  Terminal() { EXPECT_EQ(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0); }
  // In the child: its controlling terminal, and its streams.
  void become_ours() const {
    ::ioctl(slave, TIOCSCTTY, 0);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(slave, stream);
    ::closefrom(3);
  }
  void close() const {
    ::close(master);
    ::close(slave);
  }
};

constexpr const char* kSome = "chaos.store.*";

// As `run` in a window that is closed: SIGHUP comes, and every write fails.
TEST(Streams, AClosedTerminalInterrupts) {
  Terminal terminal;
  Running running({"run", kSome, "--for", "1h", "--json", "j"}, {}, [&] {
    terminal.become_ours();
    (void)!::chdir(std::getenv("TMPDIR"));
    (void)!::chdir("..");
  });
  ASSERT_TRUE(running.begins());
  terminal.close();
  EXPECT_EQ(running.wait(), 130);
  EXPECT_EQ(boost::json::parse(text_of(running.file("j"))).at("checks").as_array().size(), 1U);
  EXPECT_TRUE(running.leaves_nothing());
}

// As `nohup run`: it goes on, and what could not be written is told by its exit code alone.
TEST(Streams, AClosedTerminalThatDoesNotHangUpEndsNothing) {
  Terminal terminal;
  Running running({"run", kSome, "--runs", "40", "--json", "j"}, {}, [&] {
    ::signal(SIGHUP, SIG_IGN);
    terminal.become_ours();
    (void)!::chdir(std::getenv("TMPDIR"));
    (void)!::chdir("..");
  });
  ASSERT_TRUE(running.begins());
  terminal.close();
  EXPECT_EQ(running.wait(), 4);
  const auto checks = boost::json::parse(text_of(running.file("j"))).at("checks").as_array();
  EXPECT_GE(checks.size(), 4U);
  for (const auto& check : checks) EXPECT_EQ(check.at("verdict").as_string(), "pass");
}

}  // namespace
}  // namespace faultline::program_testing
