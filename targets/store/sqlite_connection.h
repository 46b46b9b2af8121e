// A SQLite connection with the few prepared statements that SqliteStore needs. Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "faultline/targets/store/sqlite_file.h"
#include "faultline/targets/store/sqlite_statement.h"
#include "faultline/targets/store/store.h"

namespace faultline::store {

// Every call throws SqliteError when SQLite fails. `now` is a second of the store's clock: what has expired by then is
// not there.
class SqliteConnection {
 public:
  SqliteConnection(const std::filesystem::path& file, const SqliteOptions& options);

  std::optional<Item> find(const std::string& key, std::int64_t now);
  std::optional<std::string> find_etag(const std::string& key, std::int64_t now);

  // Shows `visit` the keys from `first` on in byte order, until it says false. It must not use the connection or throw.
  void scan(const std::string& first, std::int64_t now, const std::function<bool(const std::string&)>& visit);

  // A new ETag, as part of the transaction that is open.
  std::int64_t mint();
  void put(const Upsert& upsert, std::int64_t etag, const std::optional<std::int64_t>& expires);
  void remove(const std::string& key);
  void remove_expired(std::int64_t now);

  // Takes the write lock at once, so that a check made inside cannot be overtaken.
  void begin() { begin_.run(); }
  void commit() { commit_.run(); }
  // Ends an open transaction, if there is one. Never throws.
  void rollback() noexcept;

 private:
  SqliteDatabase database_;
  // After the database: statements must be gone before it is closed.
  SqliteStatement find_, find_etag_, scan_, mint_, put_, remove_, remove_expired_, begin_, commit_;
};

}  // namespace faultline::store
