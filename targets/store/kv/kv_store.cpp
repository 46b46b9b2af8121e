#include "faultline/targets/store/kv/kv_store.h"

#include <utility>

#include "faultline/targets/store/etag.h"
#include "faultline/targets/store/key_pager.h"
#include "faultline/targets/store/kv/record.h"

namespace faultline::store {
namespace {

using kv::Batch;
using kv::View;

StoreError error_of(const kv::DatabaseError& error) { return {error.kind(), error.what()}; }

std::optional<StoredItem> find_live(View& view, const std::string& key, std::int64_t now) {
  const std::optional<std::string> bytes = view.find(kv::item_key(key));
  if (!bytes) return std::nullopt;
  StoredItem item = kv::decode_item(*bytes);
  if (is_expired(item.expires, now)) return std::nullopt;
  return item;
}

// Shows `visit` the keys that exist from `first` on in byte order, until it says false.
void scan_live(View& view, const std::string& first, std::int64_t now,
               const std::function<bool(const std::string&)>& visit) {
  view.scan(kv::item_key(first), [&](std::string_view entry, std::string_view value) {
    const std::optional<std::string_view> key = kv::key_of_item(entry);
    if (!key) return false;
    return is_expired(kv::decode_expiry(value), now) || visit(std::string(*key));
  });
}

// Removes what has expired. What was written again since its entry was made stays.
void drop_expired(View& view, std::int64_t now, Batch& batch) {
  std::vector<kv::Expiry> due;
  view.scan(std::string(1, kv::kExpiry), [&](std::string_view entry, std::string_view) {
    std::optional<kv::Expiry> expiry = kv::expiry_of_entry(entry);
    if (!expiry || !is_expired(expiry->expires, now)) return false;
    due.push_back(*std::move(expiry));
    return true;
  });
  for (const kv::Expiry& expiry : due) {
    batch.push_back({kv::expiry_key(expiry.expires, expiry.key), std::nullopt});
    const std::optional<std::string> item = view.find(kv::item_key(expiry.key));
    if (item && kv::decode_expiry(*item) == expiry.expires) batch.push_back({kv::item_key(expiry.key), std::nullopt});
  }
}

void apply(const Operation& operation, std::int64_t now, std::uint64_t& last_etag, Batch& batch) {
  const auto* upsert = std::get_if<Upsert>(&operation);
  if (upsert == nullptr) {
    batch.push_back({kv::item_key(key_of(operation)), std::nullopt});
    return;
  }
  const std::optional<std::int64_t> expires = expiry_of(*upsert, now);
  batch.push_back({kv::item_key(upsert->key), kv::encode_item(++last_etag, upsert->value, expires)});
  if (expires) batch.push_back({kv::expiry_key(*expires, upsert->key), ""});
}

Batch batch_of(View& view, const std::vector<Operation>& operations, std::int64_t now) {
  Batch batch;
  drop_expired(view, now, batch);
  const std::optional<std::string> last = view.find(kv::kLastEtag);
  std::uint64_t last_etag = last ? kv::decode_number(*last) : 0;
  for (const Operation& operation : operations) apply(operation, now, last_etag, batch);
  batch.push_back({kv::kLastEtag, kv::encode_number(last_etag)});
  return batch;
}

}  // namespace

KvStore::KvStore(std::unique_ptr<kv::Database> database, Clock clock)
    : clock_(std::move(clock)), database_(std::move(database)) {}

Result<std::optional<Item>> KvStore::get(const std::string& key) {
  const std::lock_guard hold(mutex_);
  std::optional<Item> item;
  try {
    database_->read([&](View& view) { item = find_live(view, key, clock_()); });
  } catch (const kv::DatabaseError& error) {
    return error_of(error);
  }
  return item;
}

Result<void> KvStore::set(const Upsert& upsert) { return write({upsert}, {}); }

Result<void> KvStore::erase(const Erase& erase) { return write({erase}, {}); }

Result<void> KvStore::multi(const std::vector<Operation>& operations, std::stop_token stop) {
  return write(operations, stop);
}

Result<void> KvStore::write(const std::vector<Operation>& operations, const std::stop_token& stop) {
  const std::lock_guard hold(mutex_);
  if (stop.stop_requested()) return StoreError{StoreError::Kind::cancelled, "multi cancelled"};
  if (Result<void> valid = validate(operations); !valid) return valid;
  if (operations.empty()) return {};
  Result<void> may;
  try {
    database_->update([&](View& view) {
      const std::int64_t now = clock_();
      may = check(view, operations, now);
      return may ? batch_of(view, operations, now) : Batch();
    });
  } catch (const kv::DatabaseError& error) {
    return error_of(error);
  }
  return may;
}

Result<void> KvStore::check(View& view, const std::vector<Operation>& operations, std::int64_t now) const {
  for (const Operation& operation : operations) {
    const std::optional<StoredItem> existing = find_live(view, key_of(operation), now);
    if (Result<void> may = may_write(operation, existing ? &existing->etag : nullptr); !may) return may;
  }
  return {};
}

Result<KeyPage> KvStore::list_keys(const std::string& pattern, std::size_t page_size, const std::string& continuation) {
  Result<KeyPager> pager = KeyPager::start(pattern, page_size, continuation);
  if (!pager) return pager.error();
  const std::lock_guard hold(mutex_);
  try {
    database_->read([&](View& view) {
      scan_live(view, pager->first(), clock_(), [&](const std::string& key) { return pager->offer(key); });
    });
  } catch (const kv::DatabaseError& error) {
    return error_of(error);
  }
  return pager->page();
}

Result<std::uint64_t> KvStore::erase_prefix(const std::string& prefix) {
  if (Result<void> valid = validate_prefix(prefix); !valid) return valid.error();
  const std::lock_guard hold(mutex_);
  std::uint64_t erased = 0;
  try {
    database_->update([&](View& view) {
      Batch batch;
      scan_live(view, prefix, clock_(), [&](const std::string& key) {
        if (!key.starts_with(prefix)) return false;
        batch.push_back({kv::item_key(key), std::nullopt});
        return true;
      });
      erased = batch.size();
      return batch;
    });
  } catch (const kv::DatabaseError& error) {
    return error_of(error);
  }
  return erased;
}

}  // namespace faultline::store
