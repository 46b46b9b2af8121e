// Linked into every test program: whatever shell it is started from, what it tests and the programs that it starts find
// the same environment, umask, signals and standard descriptors. The checks themselves (`ctest -R chaos.store.memory`)
// do listen to FAULT_*.
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace {

// First of all: crash points read their variables before main.
__attribute__((constructor(101))) void forget_the_shell() {
  std::vector<std::string> names;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    const std::string_view name = line.substr(0, line.find('='));
    if (name.starts_with("FAULT_") || name.starts_with("LC_") || name == "LANGUAGE" || name == "NO_COLOR" ||
        name == "COLUMNS" || name == "LINES")
      names.emplace_back(name);
  }
  for (const auto& name : names) ::unsetenv(name.c_str());
  ::setenv("LANG", "C.UTF-8", 1);
  ::setenv("TERM", "xterm-256color", 1);
  ::umask(022);
  // nohup leaves SIGHUP ignored, `&` in a script SIGINT and SIGQUIT, Python SIGPIPE.
  for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD, SIGTSTP, SIGTTIN, SIGTTOU, SIGXFSZ})
    ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int standard : {0, 1, 2})  // or the first file that is opened would be one
    if (::fcntl(standard, F_GETFD) < 0) ::syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR);
}

}  // namespace
