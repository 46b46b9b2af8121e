#include "faultline/engine/isolation/fingerprint.h"

#include <cstring>
#include <exception>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faultline/engine/isolation/death_stack.h"
#include "faultline/engine/isolation/processes.h"

namespace faultline {
namespace {

FileId id_of(const struct stat& file) { return {file.st_dev, file.st_ino}; }

// poll tells closed descriptors from open ones, many in one call.
std::uint64_t open_descriptors() {
  std::array<pollfd, Fingerprint::kDescriptors> all;
  for (int fd = 0; fd < Fingerprint::kDescriptors; ++fd) all[static_cast<std::size_t>(fd)] = {fd, 0, 0};
  if (::poll(all.data(), all.size(), 0) < 0) return 0;
  std::uint64_t open = 0;
  for (std::size_t fd = 0; fd < all.size(); ++fd)
    if ((all[fd].revents & POLLNVAL) == 0) open |= std::uint64_t{1} << fd;
  return open;
}

std::uintptr_t handler_of(int signal) {
  struct sigaction action {};
  ::sigaction(signal, nullptr, &action);
  if (is_stack_handler(action)) return 0;  // SIG_DFL, to the target
  return reinterpret_cast<std::uintptr_t>(action.sa_handler);
}

}  // namespace

Settings settings_now() {
  Settings now;
  struct stat folder {};
  if (::stat(".", &folder) == 0) now.folder = id_of(folder);
  for (std::size_t i = 0; i < kOwnSignals.size(); ++i) now.handlers[i] = handler_of(kOwnSignals[i]);
  sigset_t blocked;
  ::sigemptyset(&blocked);
  ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
  std::memcpy(&now.blocked, &blocked, sizeof now.blocked);
  now.umask = ::umask(S_IWGRP | S_IWOTH);  // it can only be read by setting it
  ::umask(now.umask);
  now.terminate = reinterpret_cast<std::uintptr_t>(std::get_terminate());
  return now;
}

Fingerprints::Fingerprints() {
  const int low = ::open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const auto most = ::sysconf(_SC_OPEN_MAX);
  tasks_ = ::fcntl(low, F_DUPFD_CLOEXEC, most < 2048 ? static_cast<int>(most) - 8 : 1000);
  ::close(low);
}

Fingerprints::~Fingerprints() { ::close(tasks_); }

Fingerprint Fingerprints::take() const {
  Fingerprint now;
  now.open = open_descriptors();
  for (int fd = 0; fd < 3; ++fd)
    if (struct stat file{}; ::fstat(fd, &file) == 0) now.stdio[static_cast<std::size_t>(fd)] = id_of(file);
  struct stat tasks {};
  now.threads = ::fstat(tasks_, &tasks) == 0 ? tasks.st_nlink - 2 : ~std::uint64_t{0};  // one link for each thread
  now.children = has_children();
  now.settings = settings_now();
  return now;
}

}  // namespace faultline
