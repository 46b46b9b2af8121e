// /bin/sh as the helper, and what the tests look at around a run.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <sstream>
#include <string>
#include <unistd.h>

#include "faultline/targets/crash/harness/harness.h"

namespace faultline::crash {

inline Outcome shell(const std::string& script, Options options = {}) {
  options.arguments.insert(options.arguments.begin(), script);
  return run("/bin/sh", "-c", options);
}

// How often the harness says anything: once, whatever happened.
inline int endings(const Outcome& o) {
  return o.timed_out() + o.signal().has_value() + o.exit_code().has_value() + o.error().has_value();
}

// Empty where it cannot be read, as what /proc has of a process that ends meanwhile.
inline std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

// Neither gone nor a zombie that init has not reaped yet. All threads count: the first may be a zombie before the
// others have ended, and until then the process's descriptors are open.
inline bool runs(const std::string& pid) {
  std::error_code gone;
  std::filesystem::directory_iterator task("/proc/" + pid + "/task", gone), end;
  for (; !gone && task != end; task.increment(gone)) {
    const std::string stat = contents(task->path() / "stat");
    const auto name_end = stat.rfind(')');
    if (name_end != std::string::npos && stat.at(name_end + 2) != 'Z') return true;
  }
  return false;
}

inline std::size_t open_descriptors(pid_t process = ::getpid()) {
  std::size_t n = 0;
  const std::string folder = "/proc/" + std::to_string(process) + "/fd";
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++n;
  return n;
}

// The process that forked the child.
inline pid_t launcher_pid() {
  const Outcome outcome = shell("echo $PPID");
  return outcome.out().empty() ? -1 : std::stoi(outcome.out());
}

// The children of all threads of a process, zombies included: "7 12 ".
inline std::string children_of(pid_t process) {
  std::string all;
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task"))
    all += contents(task.path() / "children");
  return all;
}

class Stopwatch {
 public:
  std::chrono::duration<double> elapsed() const { return std::chrono::steady_clock::now() - start_; }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace faultline::crash
