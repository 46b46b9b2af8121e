#include "faultline/targets/store/sqlite_connection.h"

#include <thread>

#include "faultline/targets/store/sqlite_store.h"

namespace faultline::store {
namespace {

// Told apart from any other database by these two numbers in its header.
constexpr const char* kCreate =
    "PRAGMA application_id = 1179407189;"
    "CREATE TABLE items (key BLOB PRIMARY KEY, value BLOB NOT NULL, etag INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE last_etag (number INTEGER NOT NULL);"
    "INSERT INTO last_etag VALUES (0);"
    "PRAGMA user_version = 1;";
constexpr std::int64_t kApplicationId = 1179407189;
constexpr std::int64_t kSchemaVersion = 1;

std::int64_t pragma(sqlite3* database, const char* sql) {
  SqliteStatement statement(database, sql);
  return statement.step() ? statement.number(0) : 0;
}

const char* name_of(SqliteOptions::Synchronous synchronous) {
  switch (synchronous) {
    case SqliteOptions::Synchronous::off:
      return "OFF";
    case SqliteOptions::Synchronous::normal:
      return "NORMAL";
    case SqliteOptions::Synchronous::full:
      break;
  }
  return "FULL";
}

}  // namespace

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

SqliteConnection::SqliteConnection(const std::filesystem::path& file, const SqliteOptions& options) {
  sqlite3* database = nullptr;
  // Serialised by the store's own lock, so SQLite need not lock as well.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(file.c_str(), &database, flags, nullptr);
  database_.reset(database);
  if (code != SQLITE_OK) {
    throw SqliteError(("opening " + file.string()).c_str(), database ? sqlite3_errmsg(database) : "no memory");
  }
  sqlite3_busy_timeout(database, static_cast<int>(options.busy_timeout.count()));
  refuse_foreign_file();
  execute(std::string("PRAGMA synchronous=") + name_of(options.synchronous));
  set_journal_mode(options);
  if (!is_ours()) create_tables();
  find_.emplace(database, "SELECT value, etag FROM items WHERE key = ?");
  find_etag_.emplace(database, "SELECT etag FROM items WHERE key = ?");
  mint_.emplace(database, "UPDATE last_etag SET number = number + 1 RETURNING number");
  put_.emplace(database,
               "INSERT INTO items (key, value, etag) VALUES (?, ?, ?)"
               " ON CONFLICT (key) DO UPDATE SET value = excluded.value, etag = excluded.etag");
  remove_.emplace(database, "DELETE FROM items WHERE key = ?");
  begin_.emplace(database, "BEGIN IMMEDIATE");
  commit_.emplace(database, "COMMIT");
}

void SqliteConnection::execute(const std::string& sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw SqliteError("setting up the database", sqlite3_errmsg(database_.get()));
  }
}

bool SqliteConnection::is_ours() {
  return pragma(database_.get(), "PRAGMA application_id") == kApplicationId &&
         pragma(database_.get(), "PRAGMA user_version") == kSchemaVersion;
}

// Before anything is changed in it, the journal mode included. In a transaction, because another process may be
// creating the tables: either none of it is seen or all.
void SqliteConnection::refuse_foreign_file() {
  execute("BEGIN");
  const bool foreign = !is_ours() && pragma(database_.get(), "SELECT count(*) FROM sqlite_master") != 0;
  execute("COMMIT");
  if (foreign) throw SqliteError("opening the database", "it is of another kind or version");
}

// Two processes that switch a new file to WAL at once would wait for each other, so SQLite tells one of them "busy"
// without calling the busy handler. Hence the waiting is done here.
void SqliteConnection::set_journal_mode(const SqliteOptions& options) {
  const char* sql = options.write_ahead_log ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=DELETE";
  const auto set = [&] { return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr); };
  int code = set();
  for (auto left = options.busy_timeout; code == SQLITE_BUSY && left.count() > 0; --left) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    code = set();
  }
  if (code != SQLITE_OK) throw SqliteError("setting the journal mode", sqlite3_errmsg(database_.get()));
}

void SqliteConnection::create_tables() {
  execute("BEGIN IMMEDIATE");
  // Looked at again under the lock: another process may have created the tables just now.
  if (!is_ours()) execute(kCreate);
  execute("COMMIT");
}

std::optional<Item> SqliteConnection::find(const std::string& key) {
  find_->bind(1, key);
  std::optional<Item> item;
  if (find_->step()) item = Item{find_->bytes(0), std::to_string(find_->number(1))};
  find_->reset();
  return item;
}

std::optional<std::string> SqliteConnection::find_etag(const std::string& key) {
  find_etag_->bind(1, key);
  std::optional<std::string> etag;
  if (find_etag_->step()) etag = std::to_string(find_etag_->number(0));
  find_etag_->reset();
  return etag;
}

std::int64_t SqliteConnection::mint() {
  if (!mint_->step()) throw SqliteError("minting an ETag", "the counter's row is missing");
  const std::int64_t etag = mint_->number(0);
  mint_->run();
  return etag;
}

void SqliteConnection::put(const std::string& key, const std::string& value, std::int64_t etag) {
  put_->bind(1, key);
  put_->bind(2, value);
  put_->bind(3, etag);
  put_->run();
}

void SqliteConnection::remove(const std::string& key) {
  remove_->bind(1, key);
  remove_->run();
}

void SqliteConnection::begin() { begin_->run(); }

void SqliteConnection::commit() { commit_->run(); }

void SqliteConnection::rollback() noexcept {
  if (sqlite3_get_autocommit(database_.get()) == 0)
    sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace faultline::store
