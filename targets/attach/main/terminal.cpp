#include "faultline/targets/attach/main/terminal.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <signal.h>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/report/paths.h"
#include "faultline/targets/attach/regressions.h"

namespace faultline::program {
namespace {

std::atomic<bool> interrupt_seen{false};

void on_signal(int number) {
  if (interrupt_seen.exchange(true)) ::_exit(128 + number);
}

}  // namespace

TextStyle text_style() {
  return {::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr, program_path().string(),
          regressions_folder().string()};
}

void watch_for_interrupt() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return interrupt_seen.load(); }

ProgressLine::ProgressLine(bool wanted) : on_(wanted && ::isatty(STDERR_FILENO) == 1) {}

void ProgressLine::show(const std::string& text) {
  if (!on_) return;
  fmt::print(stderr, "\r\x1b[K  {}", text);
  std::fflush(stderr);
  shown_ = true;
}

void ProgressLine::clear() {
  if (!std::exchange(shown_, false)) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

}  // namespace faultline::program
