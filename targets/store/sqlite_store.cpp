#include "faultline/targets/store/sqlite_store.h"

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/store/etag.h"
#include "faultline/targets/store/key_pager.h"
#include "faultline/targets/store/sqlite_connection.h"
#include "faultline/targets/store/stored_items.h"

namespace faultline::store {
namespace {

// An open transaction that is rolled back unless it was committed.
class Transaction {
 public:
  explicit Transaction(SqliteConnection& connection) : connection_(connection) { connection_.begin(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() { connection_.rollback(); }

  void commit() {
    FAULTLINE_CRASH_POINT("sqlite.write.before-commit");
    connection_.commit();
    FAULTLINE_CRASH_POINT("sqlite.write.after-commit");
  }

 private:
  SqliteConnection& connection_;
};

}  // namespace

SqliteStore::SqliteStore(const std::filesystem::path& file, const SqliteOptions& options)
    : clock_(options.clock), connection_(std::make_unique<SqliteConnection>(file, options)) {}

SqliteStore::~SqliteStore() = default;

Result<std::optional<Item>> SqliteStore::get(const std::string& key) {
  const std::lock_guard hold(mutex_);
  try {
    return connection_->find(key, clock_());
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
  const std::int64_t now = clock_();
  for (const Operation& operation : operations) {
    const std::optional<std::string> etag = connection_->find_etag(key_of(operation), now);
    if (Result<void> may = may_write(operation, etag ? &*etag : nullptr); !may) return may;
  }
  connection_->remove_expired(now);
  for (const Operation& operation : operations) apply(operation, now);
  transaction.commit();
  return {};
}

void SqliteStore::apply(const Operation& operation, std::int64_t now) {
  if (const auto* upsert = std::get_if<Upsert>(&operation)) {
    connection_->put(*upsert, connection_->mint(), expiry_of(*upsert, now));
  } else {
    connection_->remove(key_of(operation));
  }
}

Result<KeyPage> SqliteStore::list_keys(const std::string& pattern, std::size_t page_size,
                                       const std::string& continuation) {
  Result<KeyPager> pager = KeyPager::start(pattern, page_size, continuation);
  if (!pager) return pager.error();
  const std::lock_guard hold(mutex_);
  try {
    connection_->scan(pager->first(), clock_(), [&pager](const std::string& key) { return pager->offer(key); });
  } catch (const SqliteError& error) {
    return StoreError{StoreError::Kind::io, error.what()};
  }
  return pager->page();
}

Result<std::uint64_t> SqliteStore::erase_prefix(const std::string& prefix) {
  if (Result<void> valid = validate_prefix(prefix); !valid) return valid.error();
  const std::lock_guard hold(mutex_);
  try {
    return commit_erase_prefix(prefix);
  } catch (const SqliteError& error) {
    return StoreError{StoreError::Kind::io, error.what()};
  }
}

std::uint64_t SqliteStore::commit_erase_prefix(const std::string& prefix) {
  Transaction transaction(*connection_);
  std::vector<std::string> keys;
  connection_->scan(prefix, clock_(), [&](const std::string& key) {
    if (!key.starts_with(prefix)) return false;
    keys.push_back(key);
    return true;
  });
  for (const std::string& key : keys) connection_->remove(key);
  transaction.commit();
  return keys.size();
}

}  // namespace faultline::store
