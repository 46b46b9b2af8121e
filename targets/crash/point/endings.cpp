#include "faultline/targets/crash/point/endings.h"

#include <cerrno>
#include <signal.h>
#include <unistd.h>

#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::crash {
namespace {

// The last words of the process. Not through stdio: its lock may be held by a thread that will not go on. A reader who is
// gone does not change how the process ends.
void tell(std::string_view text) {
  ::signal(SIGPIPE, SIG_IGN);
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void kill_self() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

void panic(std::string_view name) {
  tell(std::string(kInjectVariable) + ": panic at checkpoint '" + std::string(name) + "'\n");
  end_with(kPanicExitCode);
}

void end_with(int exit_code) { ::_exit(exit_code); }

void end_for_bad_input(const std::string& message) {
  tell(message);
  end_with(2);
}

}  // namespace faultline::crash
