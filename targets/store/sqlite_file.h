// The database file of a SqliteStore: opening, creating, bringing an older one up to date.
#pragma once

#include <filesystem>
#include <memory>

#include <sqlite3.h>

namespace faultline::store {

struct SqliteOptions;

struct SqliteClose {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using SqliteDatabase = std::unique_ptr<sqlite3, SqliteClose>;

// With its tables in the newest version. Throws SqliteError when the file cannot be opened, belongs to another program
// or was written by a newer version of this one; it is then left as it was.
SqliteDatabase open_sqlite_file(const std::filesystem::path& file, const SqliteOptions& options);

// Runs statements that give no rows. Throws SqliteError; `doing` goes into its text.
void execute(sqlite3* database, const char* sql, const char* doing = "setting up the database");

}  // namespace faultline::store
