#include "faultline/targets/disk/posix_files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faultline::disk {
namespace {

int error_of(int result) { return result < 0 ? errno : 0; }

// Makes `call` until no signal interrupts it.
template <class Call>
auto retried(const Call& call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

int fd_of(std::int64_t handle) { return static_cast<int>(handle); }

int open_path(const std::string& path, int flags, std::int64_t& handle) {
  const int fd = retried([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0644); });
  handle = fd;
  return error_of(fd);
}

int flags_of(Open how) {
  switch (how) {
    case Open::read:
      return O_RDONLY;
    case Open::write:
      return O_RDWR;
    case Open::create:
      return O_RDWR | O_CREAT;
    case Open::replace:
      return O_RDWR | O_CREAT | O_TRUNC;
  }
  return O_RDONLY;
}

}  // namespace

PosixFiles& posix_files() {
  static PosixFiles& files = *new PosixFiles;  // never destroyed: files may be closed while static objects go away
  return files;
}

namespace {

[[maybe_unused]] const PosixFiles& made_at_start = posix_files();  // or each forked worker would make its own

}  // namespace

int PosixFiles::open_handle(const std::string& path, Open how, std::int64_t& handle) {
  return open_path(path, flags_of(how), handle);
}

int PosixFiles::open_folder_handle(const std::string& path, std::int64_t& handle) {
  return open_path(path, O_RDONLY | O_DIRECTORY, handle);
}

void PosixFiles::close(std::int64_t handle) { ::close(fd_of(handle)); }

int PosixFiles::write_at(std::int64_t handle, std::uint64_t offset, std::string_view bytes, std::size_t& written) {
  const ssize_t count =
      retried([&] { return ::pwrite(fd_of(handle), bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
  if (count < 0) return errno;
  written = static_cast<std::size_t>(count);
  return count == 0 && !bytes.empty() ? EIO : 0;
}

int PosixFiles::read_from(std::int64_t handle, std::uint64_t offset, std::string& bytes) {
  struct stat status {};
  if (::fstat(fd_of(handle), &status) != 0) return errno;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  bytes.resize(size > offset ? static_cast<std::size_t>(size - offset) : 0);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = retried([&] {
      return ::pread(fd_of(handle), bytes.data() + filled, bytes.size() - filled, static_cast<off_t>(offset + filled));
    });
    if (got < 0) return errno;
    if (got == 0) break;  // cut short meanwhile
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return 0;
}

int PosixFiles::truncate(std::int64_t handle, std::uint64_t size) {
  return error_of(retried([&] { return ::ftruncate(fd_of(handle), static_cast<off_t>(size)); }));
}

// Not made again after a signal, or what failed in between would be forgotten.
int PosixFiles::sync_data(std::int64_t handle) { return error_of(::fdatasync(fd_of(handle))); }

int PosixFiles::sync_names(std::int64_t handle) { return error_of(::fsync(fd_of(handle))); }

int PosixFiles::lock(std::int64_t handle) {
  return error_of(retried([&] { return ::flock(fd_of(handle), LOCK_EX | LOCK_NB); }));
}

int PosixFiles::rename(const std::string& from, const std::string& to) {
  if (parent_of(from) != parent_of(to)) return EXDEV;
  return error_of(std::rename(from.c_str(), to.c_str()));
}

int PosixFiles::remove(const std::string& file) { return error_of(::unlink(file.c_str())); }

int PosixFiles::make_folder(const std::string& path) { return error_of(::mkdir(path.c_str(), 0777)); }

int PosixFiles::list(const std::string& folder, std::vector<std::string>& names) {
  names.clear();
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(folder.c_str()), ::closedir);
  if (!opened) return errno;
  errno = 0;
  while (const dirent* entry = ::readdir(opened.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  const int error = errno;
  std::sort(names.begin(), names.end());
  return error;
}

}  // namespace faultline::disk
