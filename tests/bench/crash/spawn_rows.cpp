#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/targets/crash/harness/harness.h"

#include "bench/crash/ballast.h"
#include "bench/crash/rows.h"
#include "bench/measure.h"

namespace faultline::bench {
namespace {

constexpr int kLaunches = 50;

// The harness's own helper, asked for its usage: a C++ program as people run it, that comes to its end by itself.
constexpr const char* kProgram = FAULTLINE_CRASH_HELPER;
constexpr const char* kArgument = "--help";

// In one folder for all: making and removing a fresh one is not launching.
std::uint64_t by_harness(const std::filesystem::path& folder) {
  for (int i = 0; i < kLaunches; ++i)
    if (crash::run(kProgram, kArgument, {.folder = folder}).exit_code() != 0) std::abort();
  return kLaunches;
}

// Its output goes nowhere.
std::uint64_t by_posix_spawn() {
  std::string program = kProgram, argument = kArgument;
  std::array<char*, 3> arguments{program.data(), argument.data(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  for (int i = 0; i < kLaunches; ++i) {
    pid_t child = -1;
    int status = -1;
    if (::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ) != 0 ||
        ::waitpid(child, &status, 0) != child || status != 0)
      std::abort();
  }
  ::posix_spawn_file_actions_destroy(&actions);
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
  BenchRow row{"crash.spawn_vs_posix_spawn",
               rates.at("harness, 200mb"),
               "launches/s",
               "posix_spawn and wait",
               rates.at("posix_spawn, 200mb"),
               true,
               0.5};
  const double small = rates.at("harness, small") / rates.at("posix_spawn, small");
  row.note = fmt::format("from an engine of 200 MB; from a small one the ratio is {:.3f}", small);
  row.missed = small < *row.bar;
  return {row};
}

}  // namespace faultline::bench
