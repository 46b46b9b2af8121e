// Runs a function in a forked child whose crash points have not looked at the environment yet.
#pragma once

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::crash {

// What the child ended with, as from waitpid. A child that returns from `body` exits with 0; one that blocks is ended
// by SIGALRM after 20 s. Null = the variable is not set.
template <class Body>
int status_in_a_child(const char* crash_at, const char* crash_after, Body body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(20);
    detail::forget_environment();
    crash_at == nullptr ? ::unsetenv(kCrashAtVariable) : ::setenv(kCrashAtVariable, crash_at, 1);
    crash_after == nullptr ? ::unsetenv(kCrashAfterVariable) : ::setenv(kCrashAfterVariable, crash_after, 1);
    body();
    ::_exit(0);
  }
  int status = -1;
  if (child > 0) ::waitpid(child, &status, 0);
  return status;
}

inline bool was_killed(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; }
inline bool went_on(int status) { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }

}  // namespace faultline::crash
