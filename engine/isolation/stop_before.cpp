#include "faultline/engine/isolation/stop_before.h"

#include <csignal>
#include <fstream>
#include <sys/prctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/report/paths.h"

namespace faultline {
namespace {

bool is_debugged() {
  std::ifstream status("/proc/self/status");
  constexpr std::string_view kTracer = "TracerPid:";
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(kTracer)) return std::stoi(line.substr(kTracer.size())) != 0;
  return false;
}

// A debugger that is there sees this signal, and then it is gone; without one it does nothing.
void break_into_debugger() {
  const auto before = std::signal(SIGTRAP, SIG_IGN);
  ::raise(SIGTRAP);
  std::signal(SIGTRAP, before);
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
                  "faultline: there is no deadline meanwhile; to go on without a debugger: kill -CONT {}\n",
                  self, what_, self, program_path().string(), self));
  ::raise(SIGSTOP);
}

void StopBefore::over() {
  if (asked_ < number_) says_.line(fmt::format("faultline: the run ended before it came to {}\n", what_));
}

}  // namespace faultline
