// One child process, from its start to the last byte of its output. The only place that knows Boost.Process.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace faultline::crash {

struct Launch {
  std::filesystem::path program;         // absolute
  std::vector<std::string> arguments;    // without the program's own name
  std::vector<std::string> environment;  // NAME=value, nothing else is inherited
  std::filesystem::path folder;          // working folder, absolute
  std::chrono::milliseconds deadline{};  // from the moment the program runs
};

struct Ended {
  int status = 0;        // as from waitpid: read it with WIFSIGNALED and friends
  bool expired = false;  // still alive at the deadline, then killed by run_child
  std::string out;
  std::string err;
};

// Starts the program in a process group of its own and blocks until it has ended and its output has been read, or
// until the deadline, whichever is first; the group is killed either way. Leaves no zombie and no descriptor behind.
// Throws std::system_error when it cannot be started or waited for. Thread-safe.
Ended run_child(const Launch& launch);

}  // namespace faultline::crash
