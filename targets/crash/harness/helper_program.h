// Finding the program to run.
#pragma once

#include <filesystem>
#include <string>

namespace faultline::crash {

struct HelperProgram {
  std::filesystem::path path;  // absolute
  std::string problem;         // why it cannot be run, in words for the user; empty = it is there
};

// Looks whether `path` is a program that can be run. No search in PATH. Thread-safe.
HelperProgram find_helper(const std::filesystem::path& path);

// The project's own helper, looked for at the first call and never again. Thread-safe.
const HelperProgram& default_helper();

}  // namespace faultline::crash
