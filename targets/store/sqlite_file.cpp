#include "faultline/targets/store/sqlite_file.h"

#include <chrono>
#include <thread>

#include "faultline/targets/store/sqlite_statement.h"
#include "faultline/targets/store/sqlite_store.h"

namespace faultline::store {
namespace {

// Told apart from any other database by these two numbers in its header.
constexpr std::int64_t kApplicationId = 1179407189;
constexpr std::int64_t kVersion = 2;  // of the tables

constexpr const char* kCreate =
    "PRAGMA application_id = 1179407189;"
    "CREATE TABLE items (key BLOB PRIMARY KEY, value BLOB NOT NULL, etag INTEGER NOT NULL, expires INTEGER)"
    " WITHOUT ROWID;"
    "CREATE INDEX items_by_expiry ON items (expires) WHERE expires IS NOT NULL;"
    "CREATE TABLE last_etag (number INTEGER NOT NULL);"
    "INSERT INTO last_etag VALUES (0);"
    "PRAGMA user_version = 2;";

// Version 1 knew no expiry.
constexpr const char* kFromVersion1 =
    "ALTER TABLE items ADD COLUMN expires INTEGER;"
    "CREATE INDEX items_by_expiry ON items (expires) WHERE expires IS NOT NULL;"
    "PRAGMA user_version = 2;";

enum class Content { nothing, version_1, current, newer, foreign };

std::int64_t number(sqlite3* database, const char* sql) {
  SqliteStatement statement(database, sql);
  return statement.step() ? statement.number(0) : 0;
}

// Inside a transaction: another process may be creating the tables, and either none of it is seen or all.
Content content_of(sqlite3* database) {
  if (number(database, "PRAGMA application_id") != kApplicationId) {
    return number(database, "SELECT count(*) FROM sqlite_master") == 0 ? Content::nothing : Content::foreign;
  }
  const std::int64_t version = number(database, "PRAGMA user_version");
  if (version == kVersion) return Content::current;
  if (version == 1) return Content::version_1;
  return version > kVersion ? Content::newer : Content::foreign;
}

// Before anything is changed in it, the journal mode included.
void refuse_unknown(sqlite3* database) {
  execute(database, "BEGIN", "opening the database");
  const Content content = content_of(database);
  execute(database, "COMMIT", "opening the database");
  if (content == Content::foreign) throw SqliteError("opening the database", "it belongs to another program");
  if (content == Content::newer)
    throw SqliteError("opening the database", "it is of a newer version than this program");
}

void create_or_migrate(sqlite3* database) {
  execute(database, "BEGIN IMMEDIATE");
  // Looked at under the lock: another process may have done it just now.
  const Content content = content_of(database);
  if (content == Content::nothing) execute(database, kCreate);
  if (content == Content::version_1) execute(database, kFromVersion1);
  execute(database, "COMMIT");
}

// Two processes that switch a new file to WAL at once would wait for each other, so SQLite tells one of them "busy"
// without calling the busy handler. Hence the waiting is done here.
void set_journal_mode(sqlite3* database, const SqliteOptions& options) {
  const char* sql = options.write_ahead_log ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=DELETE";
  const auto set = [&] { return sqlite3_exec(database, sql, nullptr, nullptr, nullptr); };
  const auto deadline = std::chrono::steady_clock::now() + options.busy_timeout;
  sqlite3_busy_timeout(database, 0);
  int code = set();
  while (code == SQLITE_BUSY && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    code = set();
  }
  sqlite3_busy_timeout(database, static_cast<int>(options.busy_timeout.count()));
  if (code != SQLITE_OK) throw SqliteError("setting the journal mode", sqlite3_errmsg(database));
}

const char* set_synchronous(SqliteOptions::Synchronous synchronous) {
  switch (synchronous) {
    case SqliteOptions::Synchronous::off:
      return "PRAGMA synchronous=OFF";
    case SqliteOptions::Synchronous::normal:
      return "PRAGMA synchronous=NORMAL";
    case SqliteOptions::Synchronous::full:
      break;
  }
  return "PRAGMA synchronous=FULL";
}

}  // namespace

SqliteDatabase open_sqlite_file(const std::filesystem::path& file, const SqliteOptions& options) {
  sqlite3* opened = nullptr;
  // Serialised by the store's own lock, so SQLite need not lock as well.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  SqliteDatabase database(opened);
  if (code != SQLITE_OK) {
    throw SqliteError(("opening " + file.string()).c_str(), opened ? sqlite3_errmsg(opened) : "no memory");
  }
  sqlite3_busy_timeout(opened, static_cast<int>(options.busy_timeout.count()));
  refuse_unknown(opened);
  execute(opened, set_synchronous(options.synchronous));
  set_journal_mode(opened, options);
  create_or_migrate(opened);
  return database;
}

void execute(sqlite3* database, const char* sql, const char* doing) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw SqliteError(doing, sqlite3_errmsg(database));
  }
}

}  // namespace faultline::store
