#include "faultline/targets/attach/main/terminal.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <signal.h>
#include <string_view>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/isolation/hosted.h"
#include "faultline/engine/isolation/workspace_root.h"
#include "faultline/engine/report/columns.h"
#include "faultline/engine/report/paths.h"
#include "faultline/engine/words/text.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/regressions.h"

namespace faultline::program {
namespace {

constexpr std::size_t kNarrowest = 24;                   // columns; no table is legible in less
constexpr std::chrono::milliseconds kBetweenLines{100};  // more often nobody can read

bool wants_plain_text() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (no_color != nullptr && *no_color != '\0') || (terminal != nullptr && std::string_view(terminal) == "dumb");
}

std::atomic<int> interruptible{0};  // so many live

// `timeout`, and a shell whose terminal goes away, send a signal twice in a row; that is one.
constexpr std::int64_t kSameSignal = 250'000'000;  // nanoseconds
std::atomic<std::int64_t> first_signal{0};

void on_signal(int) {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  const std::int64_t now = time.tv_sec * 1'000'000'000 + time.tv_nsec;
  std::int64_t never = 0;
  const bool again = !first_signal.compare_exchange_strong(never, now);
  if (again && now - first_signal.load() < kSameSignal) return;
  if (again || interruptible == 0) {
    kill_hosts();
    remove_roots_at_once();
    ::_exit(kInterruptedCode);
  }
  note_interrupt();
}

}  // namespace

TextStyle text_style() {
  const std::size_t columns = terminal_columns(STDOUT_FILENO);
  return {columns > 0 && !wants_plain_text(), program_path().string(), regressions_folder().string(),
          columns == 0 ? 0 : std::max(columns, kNarrowest)};
}

void watch_for_interrupt() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  struct sigaction there {};
  if (::sigaction(SIGHUP, nullptr, &there) == 0 && there.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);
}

bool is_interruptible() { return interruptible > 0; }

Interruptible::Interruptible() { ++interruptible; }
Interruptible::~Interruptible() { --interruptible; }

ProgressLine::ProgressLine(bool wanted) : on_(wanted && terminal_columns(STDERR_FILENO) > 0 && !wants_plain_text()) {}

void ProgressLine::show(const std::string& text) {
  if (!on_) return;
  const auto now = std::chrono::steady_clock::now();
  if (shown_ && now - drawn_ < kBetweenLines) return;
  drawn_ = now;
  // The last column stays free: there some terminals go on to the next line.
  const std::size_t columns = terminal_columns(STDERR_FILENO);
  complain("\r\x1b[K{}", cut_to("  " + on_one_line(text), columns - std::min<std::size_t>(columns, 1)));
  shown_ = true;
}

void ProgressLine::clear() {
  if (!std::exchange(shown_, false)) return;
  complain("\r\x1b[K");
}

}  // namespace faultline::program
