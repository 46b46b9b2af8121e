#include "faultline/engine/isolation/processes.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace faultline {
namespace {

std::optional<std::string> read_small(const std::string& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  std::array<char, 1024> text;
  const auto size = ::read(fd, text.data(), text.size());
  ::close(fd);
  if (size <= 0) return std::nullopt;
  return std::string(text.data(), static_cast<std::size_t>(size));
}

// proc(5): "PID (NAME) STATE PPID PGRP ..."; the name may hold anything, the wait status is field 52, the last.
std::optional<ChildProcess> parse_if_child(std::string_view stat, pid_t parent) {
  const auto open = stat.find('('), close = stat.rfind(')');
  if (open == stat.npos || close == stat.npos) return std::nullopt;
  ChildProcess child;
  child.name = stat.substr(open + 1, close - open - 1);
  std::string rest(stat.substr(close + 1));
  pid_t its_parent = 0;
  if (std::sscanf(rest.c_str(), " %c %d %d", &child.state, &its_parent, &child.group) != 3) return std::nullopt;
  if (its_parent != parent) return std::nullopt;
  while (!rest.empty() && (rest.back() == '\n' || rest.back() == ' ')) rest.pop_back();
  const char* last = rest.c_str() + rest.find_last_of(' ') + 1;
  std::from_chars(last, rest.c_str() + rest.size(), child.status);
  return child;
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

// /proc is not read at one moment: a child may fork and end between its listing and its turn.
std::vector<ChildProcess> look_once(pid_t parent) {
  std::vector<ChildProcess> children;
  const std::unique_ptr<DIR, CloseFolder> proc(::opendir("/proc"));
  if (!proc) return children;
  while (const dirent* entry = ::readdir(proc.get())) {
    const char* end = entry->d_name + std::strlen(entry->d_name);
    pid_t pid = 0;
    if (std::from_chars(entry->d_name, end, pid).ptr != end) continue;
    const auto stat = read_small("/proc/" + std::string(entry->d_name) + "/stat");
    auto child = stat ? parse_if_child(*stat, parent) : std::nullopt;
    if (!child) continue;
    child->pid = pid;
    children.push_back(std::move(*child));
  }
  std::sort(children.begin(), children.end(), [](const auto& a, const auto& b) { return a.pid < b.pid; });
  return children;
}

}  // namespace

bool ChildProcess::crashed() const {
  constexpr std::array kCrashes{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS};
  return ended() && WIFSIGNALED(status) &&
         std::find(kCrashes.begin(), kCrashes.end(), WTERMSIG(status)) != kCrashes.end();
}

bool is_debugged() {
  std::ifstream status("/proc/self/status");
  constexpr std::string_view kTracer = "TracerPid:";
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(kTracer)) return std::stoi(line.substr(kTracer.size())) != 0;
  return false;
}

bool has_other_threads() {
  struct stat tasks {};
  return ::stat("/proc/self/task", &tasks) != 0 || tasks.st_nlink > 3;  // one link for each thread
}

bool has_children() {
  siginfo_t info{};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

std::vector<ChildProcess> children_of(pid_t parent) {
  const auto same = [](const ChildProcess& a, const ChildProcess& b) {
    return a.pid == b.pid && a.ended() == b.ended();
  };
  auto children = look_once(parent);
  for (int attempt = 0; attempt < 10; ++attempt) {
    auto again = look_once(parent);
    std::swap(children, again);
    if (std::equal(children.begin(), children.end(), again.begin(), again.end(), same)) break;
  }
  return children;
}

void kill_fled_children() {
  constexpr int kRounds = 64;  // one for each generation, and a few
  for (int round = 0; round < kRounds; ++round) {
    std::array<char, 4096> text{};
    const int list = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    const auto size = ::read(list, text.data(), text.size());
    ::close(list);
    bool any = false;
    const char* end = text.data() + std::max<ssize_t>(size, 0);
    for (const char* at = text.data(); at < end; ++at) {  // numbers, each with a space behind it
      pid_t child = 0;
      at = std::from_chars(at, end, child).ptr;
      if (child <= 0 || ::getpgid(child) == ::getpgrp()) continue;
      ::kill(child, SIGKILL);
      any |= ::waitpid(child, nullptr, 0) == child;
    }
    if (!any) return;
  }
}

bool end_children() {
  using namespace std::chrono;
  const auto give_up = steady_clock::now() + seconds(10);
  for (;;) {
    const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
    if (ended > 0 || (ended < 0 && errno == EINTR)) continue;
    if (ended < 0) return true;
    if (steady_clock::now() > give_up) return false;
    const pid_t own_group = ::getpgrp();
    for (const ChildProcess& child : look_once(::getpid())) {
      // A group at once: none of its processes can fork out of it meanwhile.
      if (child.group != own_group && child.group > 1) ::kill(-child.group, SIGKILL);
      ::kill(child.pid, SIGKILL);
    }
    std::this_thread::sleep_for(microseconds(200));
  }
}

}  // namespace faultline
