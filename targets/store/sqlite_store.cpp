#include "faultline/targets/store/sqlite_store.h"

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/store/etag.h"
#include "faultline/targets/store/sqlite_connection.h"

namespace faultline::store {
namespace {

// An open transaction that is rolled back unless it was committed.
class Transaction {
 public:
  explicit Transaction(SqliteConnection& connection) : connection_(connection) { connection_.begin(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() { connection_.rollback(); }

  void commit() { connection_.commit(); }

 private:
  SqliteConnection& connection_;
};

}  // namespace

SqliteStore::SqliteStore(const std::filesystem::path& file, const SqliteOptions& options)
    : connection_(std::make_unique<SqliteConnection>(file, options)) {}

SqliteStore::~SqliteStore() = default;

Result<std::optional<Item>> SqliteStore::get(const std::string& key) {
  const std::lock_guard hold(mutex_);
  try {
    return connection_->find(key);
  } catch (const SqliteError& error) {
    return StoreError{StoreError::Kind::io, error.what()};
  }
}

Result<void> SqliteStore::set(const Upsert& upsert) { return write({upsert}, {}); }

Result<void> SqliteStore::erase(const Erase& erase) { return write({erase}, {}); }

Result<void> SqliteStore::multi(const std::vector<Operation>& operations, std::stop_token stop) {
  return write(operations, stop);
}

Result<void> SqliteStore::write(const std::vector<Operation>& operations, const std::stop_token& stop) {
  const std::lock_guard hold(mutex_);
  if (stop.stop_requested()) return StoreError{StoreError::Kind::cancelled, "multi cancelled"};
  if (Result<void> valid = validate(operations); !valid) return valid;
  if (operations.empty()) return {};
  try {
    return commit(operations);
  } catch (const SqliteError& error) {
    return StoreError{StoreError::Kind::io, error.what()};
  }
}

Result<void> SqliteStore::commit(const std::vector<Operation>& operations) {
  Transaction transaction(*connection_);
  for (const Operation& operation : operations) {
    const std::optional<std::string> etag = connection_->find_etag(key_of(operation));
    if (Result<void> may = may_write(operation, etag ? &*etag : nullptr); !may) return may;
  }
  for (const Operation& operation : operations) apply(operation);
  crash::breakpoint(kSqliteBeforeCommit);
  transaction.commit();
  crash::breakpoint(kSqliteAfterCommit);
  return {};
}

void SqliteStore::apply(const Operation& operation) {
  if (const auto* upsert = std::get_if<Upsert>(&operation)) {
    connection_->put(upsert->key, upsert->value, connection_->mint());
  } else {
    connection_->remove(key_of(operation));
  }
}

}  // namespace faultline::store
