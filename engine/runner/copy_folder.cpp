#include "faultline/engine/runner/copy_folder.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace faultline {
namespace {

namespace fs = std::filesystem;

constexpr off_t kBlock = 8 << 20;  // bytes copied before it is said that all goes well

// A descriptor that is closed with this object; -1 where it could not be opened.
class Open {
 public:
  Open(const fs::path& file, int flags, mode_t mode = 0) : fd_(::open(file.c_str(), flags | O_CLOEXEC, mode)) {}
  ~Open() {
    if (fd_ >= 0) ::close(fd_);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  operator int() const { return fd_; }

 private:
  int fd_;
};

class Copier {
 public:
  explicit Copier(const std::function<void()>& alive) : alive_(alive) {}

  void folder(const fs::path& from, const fs::path& to) {
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(from)) {
      alive_();
      one(entry.path(), to / entry.path().filename());
    }
    struct stat status {};
    if (::stat(from.c_str(), &status) == 0) take_over(status, to);
  }

 private:
  void one(const fs::path& from, const fs::path& to) {
    struct stat status {};
    if (::lstat(from.c_str(), &status) != 0) return demand(from, to, errno);
    if (S_ISDIR(status.st_mode)) return folder(from, to);
    if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode) && !S_ISFIFO(status.st_mode)) return;
    ::unlink(to.c_str());
    if (status.st_nlink > 1) {
      const auto [first, fresh] = named_.try_emplace({status.st_dev, status.st_ino}, to);
      if (!fresh) return demand(from, to, ::link(first->second.c_str(), to.c_str()) == 0 ? 0 : errno);
    }
    if (S_ISLNK(status.st_mode)) {
      std::error_code error;
      fs::copy_symlink(from, to, error);
      demand(from, to, error.value());
    } else if (S_ISFIFO(status.st_mode)) {
      demand(from, to, ::mkfifo(to.c_str(), 0600) == 0 ? 0 : errno);
    } else {
      demand(from, to, file(from, to));
    }
    take_over(status, to);
  }

  // An errno value, 0 on success.
  int file(const fs::path& from, const fs::path& to) {
    const Open in(from, O_RDONLY | O_NOFOLLOW);
    if (in < 0) return errno;
    const Open out(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (out < 0) return errno;
    struct stat status {};
    if (::fstat(in, &status) != 0 || ::ftruncate(out, status.st_size) != 0) return errno;
    for (off_t at = 0; at < status.st_size;) {
      const off_t data = ::lseek(in, at, SEEK_DATA);
      if (data < 0) return errno == ENXIO ? 0 : errno;  // a hole up to the end
      off_t end = ::lseek(in, data, SEEK_HOLE);
      if (end < 0) return errno;
      end = std::min(end, status.st_size);
      if (const int error = range(in, out, data, end); error != 0) return error;
      at = std::max(end, data + 1);
    }
    return 0;
  }

  int range(int in, int out, off_t at, off_t end) {
    if (::lseek(out, at, SEEK_SET) < 0) return errno;
    while (at < end) {
      const auto n = ::sendfile(out, in, &at, static_cast<std::size_t>(std::min(end - at, kBlock)));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return errno;
      if (n == 0) return 0;  // it became shorter meanwhile
      alive_();
    }
    return 0;
  }

  static void take_over(const struct stat& status, const fs::path& to) {
    if (::lchown(to.c_str(), status.st_uid, status.st_gid) != 0) errno = 0;  // who may not gets none of another's
    if (!S_ISLNK(status.st_mode)) ::chmod(to.c_str(), status.st_mode & 07777);
    const timespec times[] = {status.st_atim, status.st_mtim};
    ::utimensat(AT_FDCWD, to.c_str(), times, AT_SYMLINK_NOFOLLOW);
  }

  // What is gone was removed by a thread of the target.
  static void demand(const fs::path& from, const fs::path& to, int error) {
    if (error == 0 || error == ENOENT) return;
    throw fs::filesystem_error("cannot copy file", from, to, {error, std::generic_category()});
  }

  const std::function<void()>& alive_;
  std::map<std::pair<dev_t, ino_t>, fs::path> named_;  // files with several names: where the first is
};

}  // namespace

void copy_folder(const fs::path& from, const fs::path& to, const std::function<void()>& alive) {
  Copier(alive).folder(from, to);
}

}  // namespace faultline
