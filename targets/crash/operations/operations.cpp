#include "faultline/targets/crash/operations/operations.h"

#include <array>
#include <cerrno>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "faultline/targets/crash/operations/reach.h"
#include "faultline/targets/crash/point/crashpoint.h"

namespace faultline::crash::operations {

std::atomic<int> watchers{0};

namespace {

// The calls come from anywhere, also while static objects are being made or destroyed: this one never is.
struct Records {
  std::mutex lock;
  bool wanted = false;
  std::vector<std::string> lines;
};
Records& records() {
  static Records& all = *new Records;
  return all;
}
std::atomic<bool> recording{false};

// What a crash point does itself, noting that it was reached, is no operation of the program's.
class Entrance {
 public:
  Entrance() { inside_ = true; }
  Entrance(const Entrance&) = delete;
  Entrance& operator=(const Entrance&) = delete;
  ~Entrance() { inside_ = false; }
  static bool inside() { return inside_; }

 private:
  static thread_local bool inside_;
};
thread_local bool Entrance::inside_ = false;

std::string file_name(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string file_name(int descriptor) {
  std::array<char, 4096> target;
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const auto size = ::readlink(link.c_str(), target.data(), target.size());
  return size < 0 ? "?" : file_name(std::string_view(target.data(), static_cast<std::size_t>(size)));
}

// The text is made only where somebody wants it.
template <class MakeText>
void reach(const char* call, std::size_t size, const MakeText& text) {
  if (Entrance::inside()) return;
  const Entrance entrance;
  if (recording.load(std::memory_order_acquire)) {
    std::string line = call + text();
    if (size != kNoSize) line += ' ' + std::to_string(size);
    Records& all = records();
    const std::lock_guard hold(all.lock);
    if (all.wanted) all.lines.push_back(std::move(line));
  }
  breakpoint(kPoint);
}

bool is_counted(int descriptor) {
  struct stat file {};
  return descriptor > STDERR_FILENO && ::fstat(descriptor, &file) == 0 &&
         (S_ISREG(file.st_mode) || S_ISDIR(file.st_mode));
}

}  // namespace

void on_descriptor(const char* call, int descriptor, std::size_t size) {
  const KeepsErrno keep;
  if (is_counted(descriptor)) reach(call, size, [&] { return ' ' + file_name(descriptor); });
}

void on_unnamed(const char* call, std::size_t size) {
  const KeepsErrno keep;
  reach(call, size, [] { return std::string(); });
}

void on_name(const char* call, const char* name, std::size_t size) {
  const KeepsErrno keep;
  if (name != nullptr) reach(call, size, [&] { return ' ' + file_name(name); });
}

void on_names(const char* call, const char* from, const char* to) {
  const KeepsErrno keep;
  if (from == nullptr || to == nullptr) return;
  reach(call, kNoSize, [&] { return ' ' + file_name(from) + ' ' + file_name(to); });
}

bool available() noexcept {
#ifdef FAULTLINE_NO_FILE_OPERATIONS
  return false;
#else
  return true;
#endif
}

Watch::Watch() noexcept { watchers.fetch_add(1, std::memory_order_relaxed); }
Watch::~Watch() { watchers.fetch_sub(1, std::memory_order_relaxed); }

Recording::Recording() {
  if (!available()) throw std::logic_error("file operations cannot be recorded under ThreadSanitizer");
  Records& all = records();
  const std::lock_guard hold(all.lock);
  if (all.wanted) throw std::logic_error("file operations are being recorded already");
  all.wanted = true;
  all.lines.clear();
  recording.store(true, std::memory_order_release);
}

Recording::~Recording() {
  Records& all = records();
  const std::lock_guard hold(all.lock);
  recording.store(false, std::memory_order_release);
  all.wanted = false;
}

std::vector<std::string> Recording::list() const {
  Records& all = records();
  const std::lock_guard hold(all.lock);
  return all.lines;
}

}  // namespace faultline::crash::operations
