#include "child.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

namespace faultline::abuse {
namespace {

[[noreturn]] void cannot(int report, const std::string& what) {
  const std::string text = what + ": " + std::strerror(errno);
  (void)!::write(report, text.data(), text.size());
  ::_exit(126);
}

void mount(const Case& one, const Prepared& prepared) {
  if (one.mount == Mount::none) return;
  const char* where = prepared.mounted.c_str();
  if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    cannot(prepared.report, "unshare");
  const char* options = one.mount == Mount::full ? "size=4k,mode=1777" : "size=64k,mode=1777";
  const unsigned long flags = one.mount == Mount::read_only ? MS_RDONLY : 0;
  if (::mount("tmpfs", where, "tmpfs", flags, options) != 0) cannot(prepared.report, "mount");
  if (one.mount != Mount::full) return;
  const int file = ::open((prepared.mounted + "/full").c_str(), O_WRONLY | O_CREAT, 0644);
  const std::string page(4096, 'x');
  while (::write(file, page.data(), page.size()) > 0) {
  }
  ::close(file);
}

// Descriptor `number` becomes `from`, or is closed. All of them lie above 2 (launch.cpp sees to it).
void put(int from, int number) {
  if (from < 0) {
    ::close(number);
  } else {
    ::dup2(from, number);
  }
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const auto& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

}  // namespace

void become_program(const Case& one, const Prepared& prepared) {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  ::setsid();
  mount(one, prepared);
  if (::chdir(prepared.folder.c_str()) != 0) cannot(prepared.report, "chdir");
  if (one.folder_removed) std::filesystem::remove(prepared.folder);
  put(prepared.in, 0);
  put(prepared.out, 1);
  put(prepared.err, 2);
  if (prepared.terminal)
    for (const int number : {0, 1, 2})
      if (::isatty(number)) {
        ::ioctl(number, TIOCSCTTY, 0);
        break;
      }
  const int program = ::open(prepared.arguments[0].c_str(), O_RDONLY | O_CLOEXEC);  // where nobody may be unable to go
  if (program < 0) cannot(prepared.report, "open");
  if (one.nobody && (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0))
    cannot(prepared.report, "setuid");
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  for (const Limit& limit : one.limits) {
    const rlimit value{limit.value, limit.value};
    if (::setrlimit(limit.resource, &value) != 0) cannot(prepared.report, "setrlimit");
  }
  const auto arguments = pointers(prepared.arguments), environment = pointers(prepared.environment);
  ::fexecve(program, arguments.data(), environment.data());
  cannot(prepared.report, "execve");
}

}  // namespace faultline::abuse
