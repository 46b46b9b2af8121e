#include "faultline/targets/protocols/files.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <boost/crc.hpp>

#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::protocols {
namespace {

[[noreturn]] void refuse(const char* doing, const Path& file) {
  throw std::system_error(errno, std::generic_category(), std::string(doing) + ' ' + file.string());
}

class Opened {
 public:
  Opened(const Path& file, int flags) : fd_(::open(file.c_str(), flags | O_CLOEXEC, 0644)) {}
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

void write_all(int fd, std::string_view text, const Path& file) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) refuse("writing", file);
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_folder(const Path& folder) {
  const Opened opened(folder, O_RDONLY | O_DIRECTORY);
  if (opened.fd() < 0 || ::fsync(opened.fd()) != 0) refuse("syncing", folder);
}

std::string checksum(std::string_view text) {
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  char digits[9];
  std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(crc.checksum()));
  return digits;
}

}  // namespace

void may_fail(const char* point) {
  if (const int code = crash::maybe_fail_at(point))
    throw std::system_error(code, std::generic_category(), crash::fail_message(point));
}

void write_synced(const Path& file, std::string_view text, const char* half_written) {
  const Opened opened(file, O_WRONLY | O_CREAT | O_TRUNC);
  if (opened.fd() < 0) refuse("creating", file);
  write_all(opened.fd(), text.substr(0, text.size() / 2), file);
  crash::breakpoint(half_written);
  write_all(opened.fd(), text.substr(text.size() / 2), file);
  if (::fsync(opened.fd()) != 0) refuse("syncing", file);
}

void rename_synced(const Path& from, const Path& to, const char* before_sync) {
  if (std::rename(from.c_str(), to.c_str()) != 0) refuse("renaming", from);
  crash::breakpoint(before_sync);
  sync_folder(to.parent_path());
}

void replace_synced(const Path& file, std::string_view text, const char* before_rename) {
  const Path temp = file.string() + ".temp";
  try {
    write_synced(temp, text);
    crash::breakpoint(before_rename);
    rename_synced(temp, file);
  } catch (const std::system_error&) {
    ::unlink(temp.c_str());
    throw;
  }
}

void remove_synced(const Path& file) {
  if (::unlink(file.c_str()) != 0) {
    if (errno == ENOENT) return;
    refuse("removing", file);
  }
  sync_folder(file.parent_path());
}

std::optional<std::string> read_file(const Path& file) {
  const Opened opened(file, O_RDONLY);
  if (opened.fd() < 0) {
    if (errno == ENOENT) return std::nullopt;
    refuse("opening", file);
  }
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t got = ::read(opened.fd(), buffer, sizeof buffer);
    if (got == 0) return text;
    if (got < 0 && errno != EINTR) refuse("reading", file);
    if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
  }
}

std::string seal(std::string_view text) { return checksum(text) + '\n' + std::string(text); }

std::optional<std::string> unseal(std::string_view sealed) {
  constexpr std::size_t kHead = 9;
  if (sealed.size() < kHead || sealed[kHead - 1] != '\n') return std::nullopt;
  const std::string_view text = sealed.substr(kHead);
  if (sealed.substr(0, kHead - 1) != checksum(text)) return std::nullopt;
  return std::string(text);
}

Lock::Lock(const Path& file) : fd_(::open(file.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0644)) {
  if (fd_ < 0 && errno == EISDIR) fd_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) refuse("locking", file);
  if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return;
  const int why = errno;
  ::close(std::exchange(fd_, -1));
  errno = why;
  if (why != EWOULDBLOCK) refuse("locking", file);
}

Lock::Lock(Lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Lock::~Lock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace faultline::protocols
