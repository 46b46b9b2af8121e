#include "faultline/targets/attach/main/last_resort.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/isolation/hosted.h"
#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/isolation/workspace_root.h"
#include "faultline/engine/runner/at_work.h"
#include "faultline/targets/attach/main/output.h"
#include "faultline/targets/attach/main/terminal.h"

namespace faultline::program {
namespace {

pid_t engine = 0;

// Copies of this process end as they would without this.
bool is_ours() { return ::getpid() == engine && is_interruptible(); }

// Allocates nothing: the heap may be what is broken.
[[noreturn]] void tell_and_end(const char* what) {
  const CheckInfo* check = at_work.check;
  std::array<char, 512> text;
  const auto tell = [&](fmt::string_view format, const auto&... values) {
    const auto end = fmt::vformat_to_n(text.data(), text.size(), format, fmt::make_format_args(values...));
    complain(std::string_view(text.data(), std::min(end.size, text.size())));
  };
  tell("faultline: internal error: the engine's own process {} while it worked on {}", what,
       check != nullptr ? check->name.c_str() : "nothing");
  if (const auto run = at_work.run()) tell(", seed g{:08x}:{:#x}", check->revision_of(run->steps), run->seed);
  complain(std::string_view("; is it the model, or a target that runs in process?\n"));
  kill_hosts();
  remove_roots_at_once();
  ::_exit(4);
}

void on_fatal_signal(int signal) {
  if (is_ours()) {
    std::array<char, 32> text{"got SIG"};
    std::strncat(text.data(), ::sigabbrev_np(signal), 16);
    tell_and_end(text.data());
  }
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void on_exit() {
  if (is_ours()) tell_and_end("called exit()");
}

}  // namespace

void tell_of_sudden_end() {
  engine = ::getpid();
  std::atexit(on_exit);
  if (kSanitized) return;
  static std::array<char, 1 << 16> stack;  // the ordinary one may be what has run out
  const stack_t other{stack.data(), 0, stack.size()};
  ::sigaltstack(&other, nullptr);
  struct sigaction action {};
  action.sa_handler = on_fatal_signal;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::sigaction(signal, &action, nullptr);
}

}  // namespace faultline::program
