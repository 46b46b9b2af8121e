// Prepared statements of SQLite, and its errors.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include <sqlite3.h>

namespace faultline::store {

// SQLite said no; the text is its own message.
class SqliteError : public std::runtime_error {
 public:
  SqliteError(const char* doing, const char* why) : std::runtime_error(std::string(doing) + ": " + why) {}
};

// One prepared statement. Positions count from 1 for parameters and from 0 for columns, as in SQLite. Not thread-safe.
class SqliteStatement {
 public:
  SqliteStatement(sqlite3* database, const char* sql);

  // Binds bytes; they must live until `reset`.
  void bind(int position, const std::string& bytes);
  void bind(int position, std::int64_t number);
  void bind(int position, const std::optional<std::int64_t>& number);  // absent = NULL

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

}  // namespace faultline::store
