#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include "faultline/targets/crash/harness/harness.h"

#include "bench/crash/ballast.h"
#include "bench/crash/rows.h"
#include "bench/measure.h"

namespace faultline::bench {
namespace {

constexpr int kLaunches = 100;
constexpr const char* kProgram = "/bin/true";

// In one folder for all: making and removing a fresh one is not launching.
std::uint64_t by_harness(const std::filesystem::path& folder) {
  for (int i = 0; i < kLaunches; ++i)
    if (crash::run(kProgram, "", {.folder = folder}).exit_code() != 0) std::abort();
  return kLaunches;
}

std::uint64_t by_posix_spawn() {
  std::string program = kProgram;
  std::array<char*, 2> arguments{program.data(), nullptr};
  for (int i = 0; i < kLaunches; ++i) {
    pid_t child = -1;
    int status = -1;
    if (::posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ) != 0 ||
        ::waitpid(child, &status, 0) != child || status != 0)
      std::abort();
  }
  return kLaunches;
}

}  // namespace

std::vector<BenchRow> spawn_rows() {
  const crash::Artefacts folder{std::filesystem::path()};
  Ballast ballast;
  const auto rates = race({{"harness, small", [&](auto) { return by_harness(folder.folder()); }},
                           {"harness, 200mb", [&](auto) { return by_harness(folder.folder()); }},
                           {"posix_spawn, small", [](auto) { return by_posix_spawn(); }},
                           {"posix_spawn, 200mb", [](auto) { return by_posix_spawn(); }}},
                          std::ref(ballast));
  std::vector<BenchRow> rows;
  for (const char* size : {"small", "200mb"})
    rows.push_back({std::string("crash.spawn_vs_posix_spawn.") + size, rates.at(std::string("harness, ") + size),
                    "launches/s", "posix_spawn and wait", rates.at(std::string("posix_spawn, ") + size), true, 0.5});
  return rows;
}

}  // namespace faultline::bench
