// In place of the C library's functions that change or sync what is in a file.
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include "faultline/targets/crash/operations/reach.h"
#include "faultline/targets/crash/operations/system_call.h"

// What the linker is told to look for, so that it takes this file: a sanitizer's library has all the other names.
extern "C" {
extern const char faultline_shim_contents;
const char faultline_shim_contents = 0;
}

#ifndef FAULTLINE_NO_FILE_OPERATIONS

using namespace faultline::crash::operations;

namespace {

std::size_t total(const iovec* parts, int count) {
  std::size_t bytes = 0;
  for (int i = 0; i < count; ++i) bytes += parts[i].iov_len;
  return bytes;
}

}  // namespace

extern "C" {

// --- writing ---

ssize_t write(int fd, const void* data, size_t size) {
  if (watched()) on_descriptor("write", fd, size);
  return cancellable(SYS_write, fd, data, size);
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
  if (watched()) on_descriptor("pwrite", fd, size);
  return cancellable(SYS_pwrite64, fd, data, size, at);
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) { return pwrite(fd, data, size, at); }

ssize_t writev(int fd, const iovec* parts, int count) {
  if (watched()) on_descriptor("writev", fd, total(parts, count));
  return cancellable(SYS_writev, fd, parts, count);
}

// The offset goes into two words; the high one is for machines whose words are too short.
ssize_t pwritev(int fd, const iovec* parts, int count, off_t at) {
  if (watched()) on_descriptor("pwritev", fd, total(parts, count));
  return cancellable(SYS_pwritev, fd, parts, count, at, 0);
}
ssize_t pwritev64(int fd, const iovec* parts, int count, off64_t at) { return pwritev(fd, parts, count, at); }

ssize_t pwritev2(int fd, const iovec* parts, int count, off_t at, int flags) {
  if (watched()) on_descriptor("pwritev2", fd, total(parts, count));
  return cancellable(SYS_pwritev2, fd, parts, count, at, 0, flags);
}
ssize_t pwritev64v2(int fd, const iovec* parts, int count, off64_t at, int flags) {
  return pwritev2(fd, parts, count, at, flags);
}

ssize_t copy_file_range(int from, off64_t* from_at, int to, off64_t* to_at, size_t size, unsigned flags) {
  if (watched()) on_descriptor("copy_file_range", to, size);
  return cancellable(SYS_copy_file_range, from, from_at, to, to_at, size, flags);
}

ssize_t sendfile(int to, int from, off_t* at, size_t size) noexcept {
  if (watched()) on_descriptor("sendfile", to, size);
  return call(SYS_sendfile, to, from, at, size);
}
ssize_t sendfile64(int to, int from, off64_t* at, size_t size) noexcept { return sendfile(to, from, at, size); }

ssize_t splice(int from, off64_t* from_at, int to, off64_t* to_at, size_t size, unsigned flags) {
  if (watched()) on_descriptor("splice", to, size);
  return cancellable(SYS_splice, from, from_at, to, to_at, size, flags);
}

// --- size ---

int truncate(const char* path, off_t size) noexcept {
  if (watched()) on_name("truncate", path, static_cast<std::size_t>(size));
  return static_cast<int>(call(SYS_truncate, path, size));
}
int truncate64(const char* path, off64_t size) noexcept { return truncate(path, size); }

int ftruncate(int fd, off_t size) noexcept {
  if (watched()) on_descriptor("ftruncate", fd, static_cast<std::size_t>(size));
  return static_cast<int>(call(SYS_ftruncate, fd, size));
}
int ftruncate64(int fd, off64_t size) noexcept { return ftruncate(fd, size); }

int fallocate(int fd, int mode, off_t at, off_t size) {
  if (watched()) on_descriptor("fallocate", fd, static_cast<std::size_t>(size));
  return static_cast<int>(cancellable(SYS_fallocate, fd, mode, at, size));
}
int fallocate64(int fd, int mode, off64_t at, off64_t size) { return fallocate(fd, mode, at, size); }

// Its answer is the error. A file system that cannot do it says EOPNOTSUPP, which the C library would hide by writing.
int posix_fallocate(int fd, off_t at, off_t size) {
  if (watched()) on_descriptor("posix_fallocate", fd, static_cast<std::size_t>(size));
  const KeepsErrno keep;
  return cancellable(SYS_fallocate, fd, 0, at, size) == 0 ? 0 : errno;
}
int posix_fallocate64(int fd, off64_t at, off64_t size) { return posix_fallocate(fd, at, size); }

// --- syncing ---

int fsync(int fd) {
  if (watched()) on_descriptor("fsync", fd);
  return static_cast<int>(cancellable(SYS_fsync, fd));
}

int fdatasync(int fd) {
  if (watched()) on_descriptor("fdatasync", fd);
  return static_cast<int>(cancellable(SYS_fdatasync, fd));
}

int syncfs(int fd) noexcept {
  if (watched()) on_descriptor("syncfs", fd);
  return static_cast<int>(call(SYS_syncfs, fd));
}

void sync() noexcept {
  if (watched()) on_unnamed("sync");
  call(SYS_sync);
}

int sync_file_range(int fd, off64_t at, off64_t size, unsigned flags) {
  if (watched()) on_descriptor("sync_file_range", fd, static_cast<std::size_t>(size));
  return static_cast<int>(cancellable(SYS_sync_file_range, fd, at, size, flags));
}

int msync(void* address, size_t size, int flags) {
  if (watched()) on_unnamed("msync", size);
  return static_cast<int>(cancellable(SYS_msync, address, size, flags));
}

}  // extern "C"

#endif
