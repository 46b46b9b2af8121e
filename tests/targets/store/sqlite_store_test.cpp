#include "faultline/targets/store/sqlite_store.h"

#include <thread>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::etag;
using testing::item;
using testing::kind_of;
using testing::put;
using testing::value;

void run_sql(const std::filesystem::path& file, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

TEST(SqliteStore, ReopensWithItsItemsAndItsEtagCounter) {
  testing::TempFolder folder;
  std::string last;
  {
    SqliteStore store(folder / "db");
    put(store, "a", "1");
    put(store, "b", "2");
    last = etag(store, "b");
    store.erase({"b"}).value();
  }
  SqliteStore store(folder / "db");
  EXPECT_EQ(value(store, "a"), "1");
  put(store, "b", "3");
  EXPECT_GT(std::stoi(etag(store, "b")), std::stoi(last));
}

TEST(SqliteStore, OptionsReachTheFile) {
  testing::TempFolder folder;
  SqliteStore wal(folder / "wal");
  put(wal, "k", "v");
  EXPECT_TRUE(std::filesystem::exists(folder / "wal-wal"));
  SqliteStore rollback(folder / "old", {.write_ahead_log = false, .synchronous = SqliteOptions::Synchronous::full});
  put(rollback, "k", "v");
  EXPECT_FALSE(std::filesystem::exists(folder / "old-wal"));
}

TEST(SqliteStore, CannotOpenThrows) {
  testing::TempFolder folder;
  EXPECT_THROW(SqliteStore(folder / "no" / "such"), std::runtime_error);
  testing::write_file(folder / "text", std::string(4096, 'x'));
  EXPECT_THROW(SqliteStore(folder / "text"), std::runtime_error);
}

TEST(SqliteStore, RefusesAnotherProgramsDatabaseAndLeavesItAlone) {
  testing::TempFolder folder;
  run_sql(folder / "db", "CREATE TABLE theirs (x)");
  const std::string before = testing::read_file(folder / "db");
  EXPECT_THROW(SqliteStore(folder / "db"), std::runtime_error);
  EXPECT_EQ(testing::read_file(folder / "db"), before);
}

TEST(SqliteStore, ErrorsOfSqliteAreIoAndRollBack) {
  testing::TempFolder folder;
  SqliteStore store(folder / "db");
  put(store, "a", "1");
  run_sql(folder / "db",
          "CREATE TRIGGER no BEFORE INSERT ON items WHEN new.key = x'62' "
          "BEGIN SELECT RAISE(ABORT, 'no b'); END");
  const Result<void> result = store.multi({Upsert{"c", "1"}, Upsert{"b", "1"}});
  ASSERT_EQ(kind_of(result), "io");
  EXPECT_NE(result.error().text.find("no b"), std::string::npos) << result.error().text;
  EXPECT_FALSE(item(store, "c"));
  put(store, "c", "2");  // the store goes on
  EXPECT_EQ(value(store, "c"), "2");
}

TEST(SqliteStore, WaitsNoLongerThanAskedForAnotherConnectionsLock) {
  testing::TempFolder folder;
  SqliteStore store(folder / "db", {.busy_timeout = std::chrono::milliseconds(1)});
  put(store, "a", "1");
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((folder / "db").c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(kind_of(store.set({"a", "2"})), "io");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(4));  // the default is five
  sqlite3_close(other);
  EXPECT_EQ(kind_of(store.set({"a", "3"})), "");
}

TEST(SqliteStore, TwoConnectionsShareTheCounterAndTheRules) {
  testing::TempFolder folder;
  SqliteStore one(folder / "db");
  SqliteStore two(folder / "db");
  put(one, "a", "1");
  const std::string seen = etag(two, "a");
  put(two, "b", "1");
  EXPECT_NE(etag(one, "b"), seen);
  put(one, "a", "2");
  EXPECT_EQ(kind_of(two.set({"a", "3", seen})), "etag_mismatch");
}

TEST(SqliteStore, ManyMayCreateTheFileAtOnce) {
  for (int round = 0; round < 5; ++round) {
    testing::TempFolder folder;
    {
      std::vector<std::jthread> threads;
      threads.reserve(4);
      for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&folder, i] {
          SqliteStore store(folder / "db");
          put(store, std::to_string(i), "v");
        });
      }
    }
    SqliteStore store(folder / "db");
    for (int i = 0; i < 4; ++i) EXPECT_EQ(value(store, std::to_string(i)), "v");
  }
}

}  // namespace
}  // namespace faultline::store
