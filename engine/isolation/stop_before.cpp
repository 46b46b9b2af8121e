#include "faultline/engine/isolation/stop_before.h"

#include <csignal>
#include <ctime>
#include <sys/prctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/isolation/processes.h"
#include "faultline/engine/report/paths.h"

namespace faultline {
namespace {

// A debugger that is there sees this signal, and then it is gone; without one it does nothing.
void break_into_debugger() {
  const auto before = std::signal(SIGTRAP, SIG_IGN);
  ::raise(SIGTRAP);
  std::signal(SIGTRAP, before);
}

// Waits for a debugger, or for SIGCONT: then there is none. Not by SIGSTOP, which gdb would show twice more.
bool comes_debugger() {
  sigset_t go_on, before;
  ::sigemptyset(&go_on);
  ::sigaddset(&go_on, SIGCONT);
  ::pthread_sigmask(SIG_BLOCK, &go_on, &before);
  constexpr timespec kLookAgain{0, 50'000'000};
  bool debugged = false;
  while (!debugged && ::sigtimedwait(&go_on, nullptr, &kLookAgain) != SIGCONT) debugged = is_debugged();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return debugged;
}

}  // namespace

void StopBefore::asks(bool live) {
  if (++asked_ != number_ || !live) return;
  const pid_t self = ::getpid();
  if (is_debugged()) {
    says_.line(fmt::format("faultline: process {} is stopped before {}\n", self, what_));
    return break_into_debugger();
  }
  ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);  // by default some systems let only parents debug
  says_.line(
      fmt::format("faultline: process {} is stopped before {}; to look into it, type in another terminal:\n"
                  "  gdb -p {} {}\n"
                  "and there `continue`. There is no deadline. To go on without a debugger: kill -CONT {}\n",
                  self, what_, self, program_path().string(), self));
  if (comes_debugger()) break_into_debugger();
}

void StopBefore::over() {
  if (asked_ < number_) says_.line(fmt::format("faultline: the run ended before it came to {}\n", what_));
}

}  // namespace faultline
