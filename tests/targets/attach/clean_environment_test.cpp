// The engine's own process is no child that anybody armed.
#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "faultline/targets/attach/session.h"
#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline {
namespace {

// A process started with both points armed reaches them; with or without cleaning before.
int status_of_armed_process(bool clean) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv(crash::kCrashAtVariable, "a", 1);
    ::setenv(crash::kInjectVariable, "b", 1);
    crash::detail::forget_environment();  // as at the start of a program
    if (clean) clean_environment();
    const bool left = std::getenv(crash::kCrashAtVariable) != nullptr || std::getenv(crash::kInjectVariable) != nullptr;
    if (crash::maybe_fail_at("b") != 0) ::_exit(3);
    crash::breakpoint("a");
    ::_exit(left ? 4 : 0);
  }
  int status = -1;
  if (child > 0) ::waitpid(child, &status, 0);
  return status;
}

TEST(CleanEnvironment, DisarmsWhatWasReadBeforeIt) {
  const int armed = status_of_armed_process(false);
  EXPECT_TRUE(WIFEXITED(armed) && WEXITSTATUS(armed) == 3);
  const int cleaned = status_of_armed_process(true);
  EXPECT_TRUE(WIFEXITED(cleaned) && WEXITSTATUS(cleaned) == 0) << cleaned;
}

}  // namespace
}  // namespace faultline
