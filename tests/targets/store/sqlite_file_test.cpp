// The database file of a SQLite store: its versions, and what it keeps of items that expire.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "faultline/targets/store/sqlite_store.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::etag;
using testing::put;
using testing::value;

// Runs SQL and gives the first column of the last row.
std::string sql(const std::filesystem::path& file, const std::string& text) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  std::string last;
  const auto keep = [](void* out, int, char** columns, char**) {
    *static_cast<std::string*>(out) = columns[0] == nullptr ? "null" : columns[0];
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(database, text.c_str(), keep, &last, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
  return last;
}

// As the first version of this store made them.
const char* const kVersion1 =
    "PRAGMA journal_mode=WAL; PRAGMA application_id = 1179407189;"
    "CREATE TABLE items (key BLOB PRIMARY KEY, value BLOB NOT NULL, etag INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE last_etag (number INTEGER NOT NULL); INSERT INTO last_etag VALUES (7);"
    "INSERT INTO items VALUES (x'61', x'31', 6); PRAGMA user_version = 1;";

TEST(SqliteFile, AnOlderVersionIsBroughtUpToDateWithItsItemsAndCounter) {
  testing::TempFolder folder;
  sql(folder / "db", kVersion1);
  std::int64_t now = 0;
  for (int opening = 0; opening < 2; ++opening) {
    SqliteStore store(folder / "db", {.clock = [&now] { return now; }});
    EXPECT_EQ(value(store, "a"), "1");
    EXPECT_EQ(etag(store, "a"), "6");
    if (opening == 0) store.set({.key = "b", .value = "2", .ttl_seconds = 5}).value();
    EXPECT_EQ(etag(store, "b"), "8");
  }
  now = 6;
  SqliteStore store(folder / "db", {.clock = [&now] { return now; }});
  EXPECT_EQ(store.list_keys("%").value().keys, (std::vector<std::string>{"a"}));
  EXPECT_EQ(sql(folder / "db", "PRAGMA user_version"), "2");
}

TEST(SqliteFile, ANewerVersionIsRefusedAndLeftAlone) {
  testing::TempFolder folder;
  put(*std::make_unique<SqliteStore>(folder / "db"), "a", "1");
  sql(folder / "db", "PRAGMA user_version = 3; PRAGMA wal_checkpoint(TRUNCATE)");
  const std::string before = testing::read_file(folder / "db");
  try {
    SqliteStore store(folder / "db");
    FAIL() << "opened";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("newer version"), std::string::npos) << error.what();
  }
  EXPECT_EQ(testing::read_file(folder / "db"), before);
}

TEST(SqliteFile, ExpiryOutlivesTheStoreObject) {
  testing::TempFolder folder;
  std::int64_t now = 100;
  const SqliteOptions options{.clock = [&now] { return now; }};
  std::make_unique<SqliteStore>(folder / "db", options)->set({.key = "k", .value = "v", .ttl_seconds = 10}).value();
  now = 110;
  EXPECT_EQ(value(*std::make_unique<SqliteStore>(folder / "db", options), "k"), "v");
  now = 111;
  EXPECT_EQ(value(*std::make_unique<SqliteStore>(folder / "db", options), "k"), std::nullopt);
}

TEST(SqliteFile, TheNextWriteRemovesWhatHasExpired) {
  testing::TempFolder folder;
  std::int64_t now = 0;
  SqliteStore store(folder / "db", {.clock = [&now] { return now; }});
  store.set({.key = "a", .value = "v", .ttl_seconds = 5}).value();
  store.set({.key = "b", .value = "v", .ttl_seconds = 6}).value();
  put(store, "c", "v");
  now = 6;
  put(store, "d", "v");
  EXPECT_EQ(sql(folder / "db", "SELECT count(*) FROM items"), "3");
}

// The system clock is the default; a year is enough for any test machine.
TEST(SqliteFile, TheDefaultClockCountsSecondsSince1970) {
  testing::TempFolder folder;
  SqliteStore store(folder / "db");
  const std::int64_t before = system_clock_seconds();
  store.set({.key = "k", .value = "v", .ttl_seconds = 31'536'000}).value();
  const std::int64_t expires = std::stoll(sql(folder / "db", "SELECT expires FROM items"));
  EXPECT_GE(expires, before + 31'536'000);
  EXPECT_LE(expires, system_clock_seconds() + 31'536'000);
  EXPECT_EQ(value(store, "k"), "v");
}

}  // namespace
}  // namespace faultline::store
