// --verbose: whatever becomes of the stream of steps, it is not the target's doing.
#include <algorithm>
#include <string>

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

// A line for bash; PROGRAM in it is the program.
Ended shell(const std::string& line) {
  crash::Options options;
  options.arguments = {line};
  options.environment = {{"PROGRAM", FAULTLINE_PROGRAM}};
  options.deadline = std::chrono::minutes(5);
  const crash::Outcome outcome = crash::run("/bin/bash", "-c", options);
  return {outcome.exit_code().value_or(-1), outcome.out(), outcome.err()};
}

class Verbose : public testing::TestWithParam<const char*> {
 protected:
  // So many steps that no pipe holds them.
  static std::string run() {
    return std::string("\"$PROGRAM\" run chaos.store.memory --runs 40 --verbose --isolate ") + GetParam();
  }
};

TEST_P(Verbose, AReaderThatGoesAwayIsNoFinding) {
  const Ended ended = shell(run() + " 2>&1 >/dev/null | head -n 1; exit ${PIPESTATUS[0]}");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(std::count(ended.out.begin(), ended.out.end(), '\n'), 1) << ended.out;
}

// Longer than a step may take.
TEST_P(Verbose, AReaderThatSleepsIsNoHang) {
  const Ended ended = shell(run() + " 2>&1 >/dev/null | (sleep 2.5; wc -l); exit ${PIPESTATUS[0]}");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_GT(std::stoi(ended.out), 2000);
}

TEST_P(Verbose, AStreamThatTakesNothingIsNoFinding) {
  EXPECT_EQ(shell(run() + " >/dev/null 2>/dev/full").code, 0);
  EXPECT_EQ(shell(run() + " >/dev/null 2>&-").code, 0);
}

// One line a step, and as many whoever runs them.
TEST_P(Verbose, EveryStepIsToldOnceInAnySurroundings) {
  const Ended ended =
      shell("ulimit -n 64; " + run() + " 2>&1 >/dev/null | sort | uniq -c | wc -l; exit ${PIPESTATUS[0]}");
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_GT(std::stoi(ended.out), 500);
}

INSTANTIATE_TEST_SUITE_P(Both, Verbose, testing::Values("forked", "in-process"),
                         [](const auto& isolation) { return isolation.param[0] == 'f' ? "Forked" : "InProcess"; });

}  // namespace
}  // namespace faultline::program_testing
