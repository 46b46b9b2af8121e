// The harness's default child: eight writers on a durable store, in a process that dies at a crash point.
//
// Writer w's n-th transaction (w from 0, n from 1) is called `w<w>-<n>`; it sets <id>.a, <id>.b and w<w>.mark-<n> to
// its id and w<w>.latest to n, and erases w<w>.mark-<n-1>. So a writer's keys are known from how far it got, and half
// a transaction shows. `ACK <id>` follows on stdout once the store has said yes.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdlib.h>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/store/durable/durable_store.h"

namespace {

namespace crash = faultline::crash;
namespace store = faultline::store;

constexpr int kWriters = 8;
constexpr int kCommitsPerCheckpoint = 5;  // of the first writer's
constexpr int kDefaultCommits = 25;

constexpr const char* kUsage =
    "usage: faultline-crash-helper SCENARIO [COMMITS]\n"
    "\n"
    "Eight writers make COMMITS transactions each (default 25) in a durable store in the folder FAULT_CRASH_DIR,\n"
    "going on from where an earlier run stopped, with a checkpoint now and then, and print `ACK <id>` after each.\n"
    "A scenario is named after its crash point, which FAULT_CRASH_AT must name too; FAULT_CRASH_AFTER is how many\n"
    "hits of it pass first. Exits 0 when no crash happened, 1 for an unknown or unarmed scenario, 2 when the store\n"
    "failed.\n"
    "\n"
    "scenarios:\n";

std::string variable(const char* name) {
  const char* value = ::getenv(name);
  return value == nullptr ? "" : value;
}

[[noreturn]] void stop(int code, const std::string& why) {
  std::fprintf(stderr, "faultline-crash-helper: %s\n", why.c_str());
  std::_Exit(code);  // other threads may be writing
}

template <class T>
T must(store::Result<T> result, const std::string& doing) {
  if (!result) stop(2, doing + ": " + result.error().text);
  return *std::move(result);
}

template <>
void must(store::Result<void> result, const std::string& doing) {
  if (!result) stop(2, doing + ": " + result.error().text);
}

int latest(store::Store& db, const std::string& writer) {
  const auto item = must(db.get(writer + ".latest"), "reading");
  return item ? std::stoi(item->value) : 0;
}

void write(store::DurableStore& db, int number, int commits) {
  const std::string writer = "w" + std::to_string(number);
  const int first = latest(db, writer) + 1;
  for (int n = first; n < first + commits; ++n) {
    const std::string id = writer + "-" + std::to_string(n);
    must(db.multi({store::Upsert{id + ".a", id}, store::Upsert{id + ".b", id},
                   store::Erase{writer + ".mark-" + std::to_string(n - 1)},
                   store::Upsert{writer + ".mark-" + std::to_string(n), id},
                   store::Upsert{writer + ".latest", std::to_string(n)}}),
         "committing " + id);
    std::printf("ACK %s\n", id.c_str());
    std::fflush(stdout);
    if (number == 0 && n % kCommitsPerCheckpoint == 0) must(db.checkpoint(), "checkpointing");
  }
}

void write_from_all(const std::filesystem::path& folder, int commits) {
  store::DurableStore db(folder);
  std::vector<std::jthread> writers;
  for (int w = 0; w < kWriters; ++w) writers.emplace_back([&db, w, commits] { write(db, w, commits); });
}

// A store that another process left in the middle of a frame, or of replacing the snapshot, opened here.
void recover(const std::string& scenario, const std::filesystem::path& folder, int commits) {
  const pid_t writers = ::fork();
  if (writers == 0) {
    if (scenario == store::point::kSnapshotPromoted) {
      crash::arm(store::point::kSnapshotBackedUp, 1);
    } else {
      crash::arm(store::point::kMidFrame, static_cast<std::uint32_t>(kWriters * commits / 2 + 1));
    }
    write_from_all(folder, commits);
    std::_Exit(0);
  }
  int status = 0;
  if (writers < 0 || ::waitpid(writers, &status, 0) != writers || !WIFSIGNALED(status)) {
    stop(2, "the writers were to die first and did not");
  }
  const store::DurableStore recovered(folder);
}

void list_scenarios() {
  for (const char* point : store::kDurableCrashPoints) std::printf("  %s\n", point);
}

int run(const std::string& scenario, const std::string& commits_text) {
  const auto& points = store::kDurableCrashPoints;
  if (std::find(points.begin(), points.end(), scenario) == points.end()) {
    stop(1, "unknown scenario '" + scenario + "'; --help lists them");
  }
  if (variable(crash::kCrashAtVariable) != scenario) {
    stop(1, "scenario '" + scenario + "' is not armed: set FAULT_CRASH_AT to its name");
  }
  const std::filesystem::path folder = variable(crash::kCrashDirVariable);
  if (folder.empty()) stop(1, "FAULT_CRASH_DIR is not set");
  int commits = 0;
  const char* end = commits_text.data() + commits_text.size();
  const auto [rest, ec] = std::from_chars(commits_text.data(), end, commits);
  if (ec != std::errc() || rest != end || commits < 1) stop(1, "not a number of commits: '" + commits_text + "'");

  if (scenario.starts_with("recovery.")) {
    recover(scenario, folder, commits);
  } else {
    write_from_all(folder, commits);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "--help" || first == "-h") {
    std::fputs(kUsage, stdout);
    list_scenarios();
    return 0;
  }
  if (argc < 2 || argc > 3) stop(1, "expected a scenario and at most one number; see --help");
  try {
    return run(std::string(first), argc > 2 ? argv[2] : std::to_string(kDefaultCommits));
  } catch (const std::exception& e) {
    stop(2, e.what());
  }
}
