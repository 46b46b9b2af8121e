// The built program while it runs: for tests that close its streams, send it signals, or run it in odd surroundings.
#pragma once

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "program_testing.h"

namespace faultline::program_testing {

// What a shell makes of `command`, in which $F is the program.
inline Ended shell(const std::string& command, Environment environment = {}) {
  crash::Options options;
  options.arguments = {command};
  options.environment = std::move(environment);
  options.environment.emplace_back("F", FAULTLINE_PROGRAM);
  options.deadline = std::chrono::minutes(5);
  const crash::Outcome outcome = crash::run("/bin/sh", "-c", options);
  EXPECT_TRUE(outcome.exit_code().has_value()) << outcome.err();
  return {outcome.exit_code().value_or(-1), outcome.out(), outcome.err()};
}

// True when `what` is, within a time that is long enough for any machine.
inline bool comes_true(const std::function<bool()>& what) {
  for (int attempt = 0; attempt < 60'000; ++attempt) {
    if (what()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

// A process of its own group, with a folder for what it writes and for its workspaces. Killed with this object.
class Running {
 public:
  // `in_child` is called before the program starts, with standard output and error in files already.
  explicit Running(
      std::vector<std::string> arguments, const Environment& environment = {},
      const std::function<void()>& in_child = [] {}) {
    arguments.insert(arguments.begin(), FAULTLINE_PROGRAM);
    std::vector<char*> raw;
    for (auto& argument : arguments) raw.push_back(argument.data());
    raw.push_back(nullptr);
    std::filesystem::create_directory(workspaces());
    pid_ = ::fork();
    if (pid_ != 0) return;
    ::setsid();  // a group of its own, with no terminal yet
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    into(STDOUT_FILENO, file("out"));
    into(STDERR_FILENO, file("err"));
    ::setenv("TMPDIR", workspaces().c_str(), 1);
    ::setenv("FAULT_REPORT_DIR", file("reports").c_str(), 1);
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    in_child();
    ::execv(FAULTLINE_PROGRAM, raw.data());
    ::_exit(127);
  }
  ~Running() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  pid_t pid() const { return pid_; }
  std::string file(const std::string& name) const { return folder_.path() + '/' + name; }
  std::string workspaces() const { return file("tmp"); }
  std::string out() const { return text_of(file("out")); }
  std::string err() const { return text_of(file("err")); }

  // The exit code, or minus the signal that ended it.
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  // It has begun to run something: there is a folder for it, and a process that does it.
  bool begins() const {
    const std::string children = fmt::format("/proc/{0}/task/{0}/children", pid_);
    return comes_true([&] { return !std::filesystem::is_empty(workspaces()) && !text_of(children).empty(); });
  }
  // What it started goes a moment after it.
  bool leaves_nothing() const {
    return comes_true([&] { return std::filesystem::is_empty(workspaces()); });
  }

 private:
  static void into(int descriptor, const std::string& name) {
    const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(fd, descriptor);
  }

  ReportFolder folder_;
  pid_t pid_ = 0;
};

}  // namespace faultline::program_testing
