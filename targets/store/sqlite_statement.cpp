#include "faultline/targets/store/sqlite_statement.h"

namespace faultline::store {

SqliteStatement::SqliteStatement(sqlite3* database, const char* sql) : database_(database) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  if (code != SQLITE_OK) throw SqliteError("preparing a statement", sqlite3_errmsg(database));
}

void SqliteStatement::bind(int position, const std::string& bytes) {
  if (sqlite3_bind_blob64(statement_.get(), position, bytes.data(), bytes.size(), SQLITE_STATIC) != SQLITE_OK) {
    throw SqliteError("binding a value", sqlite3_errmsg(database_));
  }
}

void SqliteStatement::bind(int position, std::int64_t number) {
  if (sqlite3_bind_int64(statement_.get(), position, number) != SQLITE_OK) {
    throw SqliteError("binding a number", sqlite3_errmsg(database_));
  }
}

void SqliteStatement::bind(int position, const std::optional<std::int64_t>& number) {
  if (number) return bind(position, *number);
  if (sqlite3_bind_null(statement_.get(), position) != SQLITE_OK) {
    throw SqliteError("binding nothing", sqlite3_errmsg(database_));
  }
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const SqliteError error("running a statement", sqlite3_errmsg(database_));
  reset();
  throw error;
}

std::string SqliteStatement::bytes(int column) const {
  // Null for an empty value, so the length decides.
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return length == 0 ? std::string() : std::string(static_cast<const char*>(data), length);
}

std::int64_t SqliteStatement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

void SqliteStatement::reset() { sqlite3_reset(statement_.get()); }

void SqliteStatement::run() {
  while (step()) {
  }
  reset();
}

}  // namespace faultline::store
