#include "faultline/targets/store/sqlite_connection.h"

namespace faultline::store {

SqliteConnection::SqliteConnection(const std::filesystem::path& file, const SqliteOptions& options)
    : database_(open_sqlite_file(file, options)),
      find_(database_.get(), "SELECT value, etag FROM items WHERE key = ? AND (expires IS NULL OR expires >= ?)"),
      find_etag_(database_.get(), "SELECT etag FROM items WHERE key = ? AND (expires IS NULL OR expires >= ?)"),
      scan_(database_.get(), "SELECT key FROM items WHERE key >= ? AND (expires IS NULL OR expires >= ?) ORDER BY key"),
      mint_(database_.get(), "UPDATE last_etag SET number = number + 1 RETURNING number"),
      put_(database_.get(),
           "INSERT INTO items (key, value, etag, expires) VALUES (?, ?, ?, ?) ON CONFLICT (key)"
           " DO UPDATE SET value = excluded.value, etag = excluded.etag, expires = excluded.expires"),
      remove_(database_.get(), "DELETE FROM items WHERE key = ?"),
      remove_expired_(database_.get(), "DELETE FROM items WHERE expires < ?"),
      begin_(database_.get(), "BEGIN IMMEDIATE"),
      commit_(database_.get(), "COMMIT") {}

std::optional<Item> SqliteConnection::find(const std::string& key, std::int64_t now) {
  find_.bind(1, key);
  find_.bind(2, now);
  std::optional<Item> item;
  if (find_.step()) item = Item{find_.bytes(0), std::to_string(find_.number(1))};
  find_.reset();
  return item;
}

std::optional<std::string> SqliteConnection::find_etag(const std::string& key, std::int64_t now) {
  find_etag_.bind(1, key);
  find_etag_.bind(2, now);
  std::optional<std::string> etag;
  if (find_etag_.step()) etag = std::to_string(find_etag_.number(0));
  find_etag_.reset();
  return etag;
}

void SqliteConnection::scan(const std::string& first, std::int64_t now,
                            const std::function<bool(const std::string&)>& visit) {
  scan_.bind(1, first);
  scan_.bind(2, now);
  while (scan_.step() && visit(scan_.bytes(0))) {
  }
  scan_.reset();
}

std::int64_t SqliteConnection::mint() {
  if (!mint_.step()) throw SqliteError("minting an ETag", "the counter's row is missing");
  const std::int64_t etag = mint_.number(0);
  mint_.run();
  return etag;
}

void SqliteConnection::put(const Upsert& upsert, std::int64_t etag, const std::optional<std::int64_t>& expires) {
  put_.bind(1, upsert.key);
  put_.bind(2, upsert.value);
  put_.bind(3, etag);
  put_.bind(4, expires);
  put_.run();
}

void SqliteConnection::remove(const std::string& key) {
  remove_.bind(1, key);
  remove_.run();
}

void SqliteConnection::remove_expired(std::int64_t now) {
  remove_expired_.bind(1, now);
  remove_expired_.run();
}

void SqliteConnection::rollback() noexcept {
  if (sqlite3_get_autocommit(database_.get()) == 0)
    sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace faultline::store
