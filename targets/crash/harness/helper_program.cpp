#include "faultline/targets/crash/harness/helper_program.h"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <unistd.h>

namespace faultline::crash {
namespace {

namespace fs = std::filesystem;

// Both come from CMake: where the default helper is built, and the folder to build it in.
constexpr const char* kDefaultHelper = FAULTLINE_CRASH_HELPER;
constexpr const char* kBuildFolder = FAULTLINE_BUILD_FOLDER;

std::string how_to_build(const fs::path& missing) {
  const std::string target = fs::path(kDefaultHelper).filename();
  if (missing.filename() != target) return {};
  return "; build it with: cmake --build " + std::string(kBuildFolder) + " --target " + target;
}

}  // namespace

HelperProgram find_helper(const fs::path& path) {
  HelperProgram found;
  std::error_code ec;
  found.path = fs::absolute(path, ec);
  if (!fs::exists(found.path, ec)) {
    found.problem = "crash helper not found: " + found.path.string() + how_to_build(path);
  } else if (fs::is_directory(found.path, ec)) {
    found.problem = "crash helper is a folder: " + found.path.string();
  } else if (::access(found.path.c_str(), X_OK) != 0) {
    found.problem = "crash helper cannot be run: " + found.path.string() + ": " + std::strerror(errno);
  }
  return found;
}

const HelperProgram& default_helper() {
  static const HelperProgram found = find_helper(kDefaultHelper);
  return found;
}

}  // namespace faultline::crash
