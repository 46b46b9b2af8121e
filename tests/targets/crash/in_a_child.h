// Runs a function in a forked child whose crash points have not looked at the environment yet.
#pragma once

#include <array>
#include <stdlib.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::crash {

// The variables that arm points. Null = not set.
struct Environment {
  const char* crash_at = nullptr;
  const char* crash_after = nullptr;
  const char* inject = nullptr;
  const char* inject_seed = nullptr;
  const char* folder = nullptr;

  void take_effect() const {
    set(kCrashAtVariable, crash_at);
    set(kCrashAfterVariable, crash_after);
    set(kInjectVariable, inject);
    set(kInjectSeedVariable, inject_seed);
    set(kCrashDirVariable, folder);
    detail::forget_environment();
  }

 private:
  static void set(const char* variable, const char* value) {
    value == nullptr ? ::unsetenv(variable) : ::setenv(variable, value, 1);
  }
};

struct Child {
  int status = -1;  // as from waitpid
  std::string err;  // what it wrote to stderr
};

// A child that returns from `body` exits with 0; one that blocks is ended by SIGALRM after 20 s.
template <class Body>
Child in_a_child(const Environment& environment, Body body) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) return {};
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(20);
    ::dup2(pipe[1], STDERR_FILENO);
    environment.take_effect();
    body();
    ::_exit(0);
  }
  ::close(pipe[1]);
  Child result;
  std::array<char, 1024> buffer{};
  for (ssize_t n; (n = ::read(pipe[0], buffer.data(), buffer.size())) > 0;)
    result.err.append(buffer.data(), static_cast<std::size_t>(n));
  ::close(pipe[0]);
  if (child > 0) ::waitpid(child, &result.status, 0);
  return result;
}

template <class Body>
int status_in_a_child(const char* crash_at, const char* crash_after, Body body) {
  return in_a_child({.crash_at = crash_at, .crash_after = crash_after}, body).status;
}

inline bool was_killed(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; }
inline bool exited_with(int status, int code) { return WIFEXITED(status) && WEXITSTATUS(status) == code; }
inline bool went_on(int status) { return exited_with(status, 0); }

}  // namespace faultline::crash
