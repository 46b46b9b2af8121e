#include "faultline/engine/isolation/worker_output.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/words/text.h"

namespace faultline {
namespace {

constexpr off_t kPart = 4096;

}  // namespace

WorkerOutput::WorkerOutput()
    : fd_(::memfd_create("faultline-output", MFD_CLOEXEC)), nowhere_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {
  if (fd_ < 0 || nowhere_ < 0)
    throw std::system_error(errno, std::generic_category(), "cannot make a file for worker output");
  ::fcntl(fd_, F_SETFL, O_APPEND);
}

WorkerOutput::~WorkerOutput() {
  ::close(fd_);
  ::close(nowhere_);
}

void WorkerOutput::clear() const {
  if (::ftruncate(fd_, 0) != 0) throw std::system_error(errno, std::generic_category(), "cannot clear worker output");
}

void WorkerOutput::redirect() const {
  ::dup2(nowhere_, STDIN_FILENO);
  ::close(nowhere_);
  ::dup2(fd_, STDOUT_FILENO);
  ::dup2(fd_, STDERR_FILENO);
  ::close(fd_);
}

std::int64_t WorkerOutput::size() const {
  struct stat file {};
  return ::fstat(fd_, &file) == 0 ? file.st_size : 0;
}

std::string WorkerOutput::part(off_t from, off_t to) const {
  std::string text(static_cast<std::size_t>(to - from), '\0');
  const auto n = ::pread(fd_, text.data(), text.size(), from);
  text.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return readable(text);
}

std::string WorkerOutput::text() const {
  const off_t all = size();
  if (all <= 2 * kPart) return part(0, all);
  return fmt::format("{}\n... {} bytes left out ...\n{}", part(0, kPart), all - 2 * kPart, part(all - kPart, all));
}

Printed::Printed() {
  struct stat file {};
  if (::fstat(STDOUT_FILENO, &file) != 0 || !S_ISREG(file.st_mode)) return;
  device_ = file.st_dev;
  inode_ = file.st_ino;
}

std::int64_t Printed::size() const {
  struct stat file {};
  const bool same = ::fstat(STDOUT_FILENO, &file) == 0 && file.st_dev == device_ && file.st_ino == inode_;
  return same ? file.st_size : -1;
}

bool Printed::too_much() const { return size() > kOutputLimit; }

void Printed::clear() const {
  if (size() > 0 && ::ftruncate(STDOUT_FILENO, 0) != 0) std::perror("faultline: ftruncate");
}

}  // namespace faultline
