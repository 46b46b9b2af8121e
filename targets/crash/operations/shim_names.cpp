// In place of the C library's functions that make, rename and remove files and folders.
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faultline/targets/crash/operations/reach.h"
#include "faultline/targets/crash/operations/system_call.h"

// What the linker is told to look for, so that it takes this file: a sanitizer's library has all the other names.
extern "C" {
extern const char faultline_shim_names;
const char faultline_shim_names = 0;
// No header of the C library declares these unless the program is compiled so.
int __open_2(const char* path, int flags);
int __open64_2(const char* path, int flags);
int __openat_2(int folder, const char* path, int flags);
int __openat64_2(int folder, const char* path, int flags);
}

#ifndef FAULTLINE_NO_FILE_OPERATIONS

using namespace faultline::crash::operations;

namespace {

// A mode is given only where a file may be made.
bool takes_mode(int flags) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE; }

mode_t mode_of(int flags, va_list rest) { return takes_mode(flags) ? va_arg(rest, mode_t) : 0; }

// Opening is an operation where it may make or empty a file.
int open_at(int folder, const char* path, int flags, mode_t mode) {
  if (watched() && (takes_mode(flags) || (flags & O_TRUNC) != 0)) on_name("open", path);
  return static_cast<int>(cancellable(SYS_openat, folder, path, flags, mode));
}

int unlink_at(int folder, const char* path, int flags) noexcept {
  return static_cast<int>(call(SYS_unlinkat, folder, path, flags));
}

}  // namespace

extern "C" {

// --- making ---

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_at(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_at(AT_FDCWD, path, flags, mode);
}
int openat(int folder, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_at(folder, path, flags, mode);
}
int openat64(int folder, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_at(folder, path, flags, mode);
}
// What programs that were compiled with _FORTIFY_SOURCE call where they give no mode.
int __open_2(const char* path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char* path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __openat_2(int folder, const char* path, int flags) { return open_at(folder, path, flags, 0); }
int __openat64_2(int folder, const char* path, int flags) { return open_at(folder, path, flags, 0); }

int creat(const char* path, mode_t mode) { return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char* path, mode_t mode) { return creat(path, mode); }

int mkdirat(int folder, const char* path, mode_t mode) noexcept {
  if (watched()) on_name("mkdir", path);
  return static_cast<int>(call(SYS_mkdirat, folder, path, mode));
}
int mkdir(const char* path, mode_t mode) noexcept { return mkdirat(AT_FDCWD, path, mode); }

// --- renaming and linking ---

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
  if (watched()) on_names("rename", from, to);
  return static_cast<int>(call(SYS_renameat2, from_folder, from, to_folder, to, flags));
}
int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  return renameat2(from_folder, from, to_folder, to, 0);
}
int rename(const char* from, const char* to) noexcept { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  if (watched()) on_names("link", from, to);
  return static_cast<int>(call(SYS_linkat, from_folder, from, to_folder, to, flags));
}
int link(const char* from, const char* to) noexcept { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int symlinkat(const char* target, int folder, const char* path) noexcept {
  if (watched()) on_names("symlink", target, path);
  return static_cast<int>(call(SYS_symlinkat, target, folder, path));
}
int symlink(const char* target, const char* path) noexcept { return symlinkat(target, AT_FDCWD, path); }

// --- removing ---

int unlinkat(int folder, const char* path, int flags) noexcept {
  if (watched()) on_name("unlink", path);
  return unlink_at(folder, path, flags);
}
int unlink(const char* path) noexcept { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char* path) noexcept { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int remove(const char* path) noexcept {
  if (watched()) on_name("unlink", path);
  if (unlink_at(AT_FDCWD, path, 0) == 0) return 0;
  return errno == EISDIR ? unlink_at(AT_FDCWD, path, AT_REMOVEDIR) : -1;
}

}  // extern "C"

#endif
