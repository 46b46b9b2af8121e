// A SQLite connection with the few prepared statements that SqliteStore needs. Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include <sqlite3.h>

#include "faultline/targets/store/store.h"

namespace faultline::store {

struct SqliteOptions;

// SQLite said no; the text is its own message.
class SqliteError : public std::runtime_error {
 public:
  SqliteError(const char* doing, const char* why) : std::runtime_error(std::string(doing) + ": " + why) {}
};

// One prepared statement. Positions count from 1 for parameters and from 0 for columns, as in SQLite.
class SqliteStatement {
 public:
  SqliteStatement(sqlite3* database, const char* sql);

  // Binds bytes; they must live until `reset`.
  void bind(int position, const std::string& bytes);
  void bind(int position, std::int64_t number);

  // True: there is a row. False: done.
  bool step();

  std::string bytes(int column) const;
  std::int64_t number(int column) const;

  // Ends the execution and releases its locks.
  void reset();

  // Steps until done, then resets.
  void run();

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// Every call throws SqliteError when SQLite fails.
class SqliteConnection {
 public:
  SqliteConnection(const std::filesystem::path& file, const SqliteOptions& options);

  std::optional<Item> find(const std::string& key);
  std::optional<std::string> find_etag(const std::string& key);

  // A new ETag, as part of the transaction that is open.
  std::int64_t mint();
  void put(const std::string& key, const std::string& value, std::int64_t etag);
  void remove(const std::string& key);

  // Takes the write lock at once, so that a check made inside cannot be overtaken.
  void begin();
  void commit();
  // Ends an open transaction, if there is one. Never throws.
  void rollback() noexcept;

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };

  void execute(const std::string& sql);
  bool is_ours();
  void refuse_foreign_file();
  void set_journal_mode(const SqliteOptions& options);
  void create_tables();

  std::unique_ptr<sqlite3, Close> database_;
  // After the database: statements must be gone before it is closed.
  std::optional<SqliteStatement> find_, find_etag_, mint_, put_, remove_, begin_, commit_;
};

}  // namespace faultline::store
