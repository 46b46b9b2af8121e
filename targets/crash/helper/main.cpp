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
#include <signal.h>
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
    "hits of it pass first. In those of recovery, writers die at the other points, one after the other, and what they\n"
    "leave is recovered. Exits 0 when no crash happened, 1 for an unknown or unarmed scenario, 2 when the store "
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

bool is_of_recovery(std::string_view point) { return point.starts_with("recovery."); }

// Writers in a process of their own, which dies at the `hit`-th pass of the point if it comes that far.
void let_writers_die(const std::filesystem::path& folder, int commits, const char* at, std::uint32_t hit) {
  const pid_t writers = ::fork();
  if (writers == 0) {
    crash::arm(at, hit);
    write_from_all(folder, commits);
    std::_Exit(0);
  }
  int status = 0;
  const bool waited = writers > 0 && ::waitpid(writers, &status, 0) == writers;
  const bool as_planned =
      (WIFEXITED(status) && WEXITSTATUS(status) == 0) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  if (!waited || !as_planned) {
    stop(2, std::string("the writers that were to die at ") + at + " failed");
  }
}

// A store that another process left behind, opened here. Which death leads to the armed point is not known, so all are
// tried, one after the other, in the same folder.
void recover_after_each_death(const std::filesystem::path& folder, int commits) {
  for (const char* at : store::kDurableCrashPoints) {
    if (is_of_recovery(at)) continue;
    // Half of what is written; there are few checkpoints, so the first.
    const bool once = std::string_view(at).starts_with("checkpoint.");
    let_writers_die(folder, commits, at, once ? 1 : static_cast<std::uint32_t>(kWriters * commits / 2 + 1));
    const store::DurableStore recovered(folder);
  }
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

  if (is_of_recovery(scenario)) {
    recover_after_each_death(folder, commits);
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
