#include "faultline/engine/isolation/workspace_root.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/runner/surroundings.h"
#include "faultline/engine/runner/workspace.h"

namespace faultline {
namespace {

constexpr std::string_view kPrefix = "flw";
constexpr std::size_t kRandom = 6;  // characters behind it

// An engine that has made its folder has its lock a moment later.
constexpr std::time_t kOldEnough = 60;

// For a signal handler: paths of the roots there are; a free place is an empty path.
constexpr std::size_t kMostRoots = 16;
std::array<std::array<char, 256>, kMostRoots> roots{};

int open_folder(const std::filesystem::path& folder) {
  return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

// The mode of an engine's folder, which nobody gives to one of their own: what is there was made by an engine.
constexpr mode_t kMark = S_ISVTX | S_IRWXU;

bool is_left(int folder) {
  struct stat status {};
  return ::fstat(folder, &status) == 0 && status.st_uid == ::geteuid() && (status.st_mode & 07777) == kMark &&
         std::time(nullptr) - status.st_mtime > kOldEnough && ::flock(folder, LOCK_EX | LOCK_NB) == 0;
}

void reclaim(const std::filesystem::path& base) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(base, error)) {
    const std::string name = entry.path().filename().string();
    if (name.size() != kPrefix.size() + kRandom || !name.starts_with(kPrefix)) continue;
    const int folder = open_folder(entry.path());
    if (folder < 0) continue;
    if (is_left(folder)) remove_folder(entry.path());
    ::close(folder);
  }
}

void note_root(const std::string& path) {
  for (auto& place : roots) {
    if (place[0] != '\0' || path.size() >= place.size()) continue;
    std::memcpy(place.data() + 1, path.data() + 1, path.size() - 1);
    std::atomic_signal_fence(std::memory_order_release);
    place[0] = path[0];
    return;
  }
}

void forget_root(const std::string& path) {
  for (auto& place : roots)
    if (path == place.data()) place.fill('\0');
}

}  // namespace

WorkspaceRoot::WorkspaceRoot() {
  demand_limits();
  const auto base = workspaces_base();
  reclaim(base);
  try {
    path_ = make_folder_in(base, kPrefix);
    std::filesystem::permissions(path_, static_cast<std::filesystem::perms>(kMark));
  } catch (const std::system_error& error) {
    throw EngineError(error.what());
  }
  lock_ = share_workspace_root(path_);
  note_root(path_.string());
}

WorkspaceRoot::~WorkspaceRoot() {
  remove_folder(path_);
  forget_root(path_.string());
  if (lock_ >= 0) ::close(lock_);
}

int share_workspace_root(const std::filesystem::path& root) {
  const int folder = open_folder(root);
  if (folder >= 0) ::flock(folder, LOCK_SH);
  return folder;
}

bool shares_alone(int root) { return ::flock(root, LOCK_EX | LOCK_NB) == 0; }

void remove_roots_at_once() {
  for (const auto& place : roots) {
    if (place[0] == '\0' || ::rmdir(place.data()) == 0) continue;
    const pid_t remover = ::fork();
    if (remover == 0) {
      ::execl("/bin/sh", "sh", "-c", "rm -rf \"$0/w\"; rmdir \"$0\" 2>/dev/null", place.data(), nullptr);
      ::_exit(127);
    }
    ::waitpid(remover, nullptr, 0);
  }
}

}  // namespace faultline
