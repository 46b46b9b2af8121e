#include "faultline/targets/crash/harness/launch.h"

#include <cerrno>
#include <linux/close_range.h>
#include <signal.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/stdio.hpp>

namespace faultline::crash {
namespace {

namespace process = boost::process::v2;
using boost::system::error_code;

// Runs in the child between fork and exec of a program with threads: system calls only, no allocation.
struct ChildSetup {
  const char* folder;

  template <typename Launcher, typename Path>
  error_code on_exec_setup(Launcher&, const Path&, const char* const* const&) {
    if (::setpgid(0, 0) != 0 || ::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::chdir(folder) != 0) {
      return {errno, boost::system::system_category()};
    }
    // The launcher means to close everything above stderr, but misses what lies below its own pipe: the caller's
    // files, and the pipes of other threads' runs, which would then wait for this child. An old kernel without the
    // call leaves it at that.
    (void)::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    return {};
  }

  // The launcher goes on to call exit(), which would run this program's own exit handlers and flush its buffers a
  // second time. It looks the hook up with one argument more than it then passes.
  template <typename... Any>
  void on_exec_error(Any&&...) {
    ::_exit(127);
  }
};

std::vector<const char*> pointers(const std::vector<std::string>& lines) {
  std::vector<const char*> result;
  result.reserve(lines.size() + 1);
  for (const std::string& line : lines) result.push_back(line.c_str());
  result.push_back(nullptr);
  return result;
}

// The launcher leaves behind a child that could not become the program, or that it found no descriptor to watch with.
void forget(pid_t child) {
  ::kill(child, SIGKILL);
  while (::waitpid(child, nullptr, 0) == -1 && errno == EINTR) {
  }
}

}  // namespace

Process start(boost::asio::io_context& io, const Launch& launch, int out, int err) {
  const std::vector<const char*> environment = pointers(launch.environment);
  process::posix::default_launcher launcher;
  launcher.env = environment.data();
  error_code ec;
  try {
    Process child = launcher(io.get_executor(), ec, launch.program, launch.arguments, ChildSetup{launch.folder.c_str()},
                             process::process_stdio{.in = nullptr, .out = out, .err = err});
    if (!ec) return child;
  } catch (const boost::system::system_error& e) {
    ec = e.code();
  }
  if (launcher.pid > 0) forget(launcher.pid);
  throw boost::system::system_error(ec);
}

}  // namespace faultline::crash
