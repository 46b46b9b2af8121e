// Whoever asks it to end, by whatever signal, to itself or its whole group: exit code 130, what was found is saved,
// nothing is left, and nothing is blamed on the system.
#include "running_program.h"

namespace faultline::program_testing {
namespace {

enum class To { process, group };

void send(const Running& running, int signal, To to) {
  ASSERT_EQ(::kill(to == To::group ? -running.pid() : running.pid(), signal), 0);
}

void expect_interrupted(Running& running) {
  EXPECT_EQ(running.wait(), 130) << running.out() << running.err();
  EXPECT_EQ(running.err(), "");
  EXPECT_EQ(running.out().find("FAIL"), std::string::npos) << running.out();
  EXPECT_TRUE(running.leaves_nothing());
}

struct Sent {
  int signal;
  To to;
};
constexpr Sent kSent[] = {{SIGINT, To::process}, {SIGINT, To::group},   {SIGTERM, To::process},
                          {SIGTERM, To::group},  {SIGHUP, To::process}, {SIGHUP, To::group}};

class Signals : public testing::TestWithParam<Sent> {
 protected:
  // The program runs for ever, until it is asked to end.
  static void end(std::vector<std::string> arguments, const Environment& environment = {}) {
    SCOPED_TRACE(arguments.front());
    Running running(std::move(arguments), environment);
    ASSERT_TRUE(running.begins());
    send(running, GetParam().signal, GetParam().to);
    expect_interrupted(running);
  }
};

TEST_P(Signals, EndACampaignOfWorkers) { end({"run", "chaos.durable.posix", "--for", "1h"}); }
TEST_P(Signals, EndACampaignInProcess) { end({"run", "chaos.store.memory", "--for", "1h"}); }
TEST_P(Signals, EndASweep) { end({"sweep", "chaos.durable.posix", "--runs", "1000000"}); }
TEST_P(Signals, EndASelfTest) { end({"self-test", "chaos.store.sqlite", "--runs", "1000000"}); }
TEST_P(Signals, EndReplays) {
  std::vector<std::string> arguments{"replay"};
  for (const auto& entry : std::filesystem::directory_iterator(FAULTLINE_REGRESSIONS))
    if (entry.path().extension() == ".json") arguments.resize(5000, entry.path());
  end(std::move(arguments));
}
TEST_P(Signals, EndGoogleTest) { end({"--gtest_filter=chaos.durable.posix"}, {{"FAULT_FOR", "1h"}}); }

INSTANTIATE_TEST_SUITE_P(Every, Signals, testing::ValuesIn(kSent), [](const auto& sent) {
  return std::string(::sigabbrev_np(sent.param.signal)) + (sent.param.to == To::group ? "ToTheGroup" : "ToTheProcess");
});

TEST(SignalsOnce, WhatWasDoneUntilThenIsWritten) {
  Running running({"run", "chaos.store.*", "--for", "1h", "--json", "/dev/stdout", "--quiet"});
  ASSERT_TRUE(running.begins());
  send(running, SIGTERM, To::group);
  EXPECT_EQ(running.wait(), 130);
  const auto check = boost::json::parse(running.out()).at("checks").at(0);
  EXPECT_EQ(check.at("verdict").as_string(), "pass");
}

TEST(SignalsOnce, WhatWasNotBegunIsCounted) {
  Running running({"run", "chaos.durable.*", "--for", "1h"});
  ASSERT_TRUE(running.begins());
  send(running, SIGINT, To::process);
  EXPECT_EQ(running.wait(), 130);
  EXPECT_NE(running.out().find("(interrupted, 1 check not begun; everything found so far is saved)"), std::string::npos)
      << running.out();
}

// A failure is saved before it is shrunk.
TEST(SignalsOnce, AFindingThatIsBeingShrunkIsKept) {
  Running running({"run", "zoo.store.hang_on_large_transaction", "--shrink-for", "10m"});
  ASSERT_TRUE(comes_true([&] {
    std::error_code not_yet;
    return std::filesystem::exists(running.file("reports"), not_yet) &&
           !std::filesystem::is_empty(running.file("reports"), not_yet);
  }));
  send(running, SIGTERM, To::group);
  EXPECT_EQ(running.wait(), 130);
  EXPECT_NE(running.out().find("FAULT_REPLAY="), std::string::npos) << running.out();
  EXPECT_EQ(running.err().find("internal error"), std::string::npos) << running.err();
  EXPECT_TRUE(running.leaves_nothing());
}

// The second ends it at once, whatever goes on; one that comes twice in a row (as by `timeout`) is one.
TEST(SignalsTwice, EndAtOnce) {
  Running running({"run", "zoo.store.hang_on_large_transaction", "--shrink-for", "10m"});
  ASSERT_TRUE(running.begins());
  send(running, SIGINT, To::process);
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  send(running, SIGINT, To::process);
  EXPECT_EQ(running.wait(), 130);
  EXPECT_TRUE(running.leaves_nothing());
}
TEST(SignalsTwice, InARowAreOne) {
  Running running({"run", "chaos.durable.posix", "--for", "1h", "--json", "/dev/stdout", "--quiet"});
  ASSERT_TRUE(running.begins());
  send(running, SIGTERM, To::process);
  send(running, SIGTERM, To::group);
  EXPECT_EQ(running.wait(), 130);
  EXPECT_EQ(boost::json::parse(running.out()).at("checks").as_array().size(), 1U);
  EXPECT_TRUE(running.leaves_nothing());
}

}  // namespace
}  // namespace faultline::program_testing
