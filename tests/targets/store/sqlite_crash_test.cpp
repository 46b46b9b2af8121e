// What a SQLite store holds after its process died.
#include <algorithm>
#include <csignal>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/store/sqlite_store.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::put;
using testing::value;

// Runs `act` in a child process that dies at the crash point; true if it did.
template <class Act>
bool dies_at(const char* point, const std::filesystem::path& file, const Act& act) {
  const pid_t child = ::fork();
  if (child == 0) {
    SqliteStore store(file);
    crash::arm(point, 1);
    act(store);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

TEST(SqliteCrash, DeathBeforeTheCommitLosesTheWriteDeathAfterItDoesNot) {
  const auto set = [](Store& store) { return store.set({"k", "new"}); };
  const auto erase = [](Store& store) { return store.erase({"k"}); };
  const auto multi = [](Store& store) { return store.multi({Upsert{"k", "new"}, Upsert{"l", "new"}}); };
  const auto prefix = [](Store& store) { return store.erase_prefix("k"); };
  const auto check = [](const auto& act, const char* point, const std::optional<std::string>& expected) {
    testing::TempFolder folder;
    put(*std::make_unique<SqliteStore>(folder / "db"), "k", "old");
    ASSERT_TRUE(dies_at(point, folder / "db", act)) << point;
    SqliteStore store(folder / "db");
    EXPECT_EQ(value(store, "k"), expected) << point;
  };
  for (const char* point : kSqliteCrashPoints) {
    const bool before = std::string(point) == kSqliteBeforeCommit;
    check(set, point, before ? "old" : "new");
    check(erase, point, before ? std::optional<std::string>("old") : std::nullopt);
    check(multi, point, before ? "old" : "new");
    check(prefix, point, before ? std::optional<std::string>("old") : std::nullopt);
  }
}

// The names are literals where they are reached, so that they can be listed from outside; these are the same.
TEST(SqliteCrash, ThePointsOfTheProgramAreThoseOfTheHeader) {
  std::vector<std::string> listed = crash::all_points();
  std::erase_if(listed, [](const std::string& name) { return !name.starts_with("sqlite."); });
  std::vector<std::string> named(kSqliteCrashPoints.begin(), kSqliteCrashPoints.end());
  std::sort(named.begin(), named.end());
  EXPECT_EQ(listed, named);
}

}  // namespace
}  // namespace faultline::store
