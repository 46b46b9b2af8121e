#include "faultline/engine/isolation/worker.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace faultline {
namespace {

constexpr off_t kTail = 4096;
constexpr int kPollMs = 5;

int wait_for(pid_t worker) {
  int status = 0;
  while (::waitpid(worker, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

WorkerOutput::WorkerOutput() : fd_(::memfd_create("faultline-output", MFD_CLOEXEC)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "cannot make a file for worker output");
  ::fcntl(fd_, F_SETFL, O_APPEND);
}

WorkerOutput::~WorkerOutput() { ::close(fd_); }

void WorkerOutput::clear() const {
  if (::ftruncate(fd_, 0) != 0) throw std::system_error(errno, std::generic_category(), "cannot clear worker output");
}

void WorkerOutput::redirect() const {
  const int nowhere = ::open("/dev/null", O_RDONLY);
  ::dup2(nowhere, STDIN_FILENO);
  ::close(nowhere);
  ::dup2(fd_, STDOUT_FILENO);
  ::dup2(fd_, STDERR_FILENO);
}

std::string WorkerOutput::tail() const {
  const off_t size = ::lseek(fd_, 0, SEEK_END);
  const off_t from = std::max<off_t>(0, size - kTail);
  std::string text(static_cast<std::size_t>(size - from), '\0');
  const auto n = ::pread(fd_, text.data(), text.size(), from);
  text.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return text;
}

std::optional<int> await_worker(pid_t worker, const Progress& progress, std::chrono::milliseconds deadline) {
  using Clock = std::chrono::steady_clock;
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, worker, 0));
  auto ticks = progress.ticks.load(std::memory_order_relaxed);
  auto moved = Clock::now();
  bool hung = false;
  pollfd waiting{handle, POLLIN, 0};
  while (::poll(&waiting, 1, kPollMs) <= 0) {
    const auto now = progress.ticks.load(std::memory_order_relaxed);
    if (now != ticks) {
      ticks = now;
      moved = Clock::now();
    } else if (Clock::now() - moved > deadline) {
      hung = true;
      break;
    }
  }
  ::close(handle);
  ::kill(-worker, SIGKILL);  // what the target started goes with it
  if (hung) ::kill(worker, SIGKILL);
  const int status = wait_for(worker);
  if (hung) return std::nullopt;
  return status;
}

}  // namespace faultline
