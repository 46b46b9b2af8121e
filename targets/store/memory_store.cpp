#include "faultline/targets/store/memory_store.h"

#include <algorithm>

#include "faultline/targets/store/etag.h"

namespace faultline::store {

Result<std::optional<Item>> MemoryStore::get(const std::string& key) {
  const std::lock_guard hold(mutex_);
  const StoredItem* found = find_live(items_, key, clock_());
  if (found == nullptr) return std::optional<Item>();
  return std::optional<Item>(*found);
}

Result<void> MemoryStore::set(const Upsert& upsert) {
  if (Result<void> valid = validate(upsert); !valid) return valid;
  const std::lock_guard hold(mutex_);
  const std::int64_t now = clock_();
  if (Result<void> may = check(upsert, now); !may) return may;
  apply(upsert, now);
  return {};
}

Result<void> MemoryStore::erase(const Erase& erase) {
  if (Result<void> valid = validate(erase); !valid) return valid;
  const std::lock_guard hold(mutex_);
  const std::int64_t now = clock_();
  if (Result<void> may = check(erase, now); !may) return may;
  apply(erase, now);
  return {};
}

Result<void> MemoryStore::multi(const std::vector<Operation>& operations, std::stop_token stop) {
  const std::lock_guard hold(mutex_);
  if (stop.stop_requested()) return StoreError{StoreError::Kind::cancelled, "multi cancelled"};
  if (Result<void> valid = validate(operations); !valid) return valid;
  const std::int64_t now = clock_();
  for (const Operation& operation : operations) {
    if (Result<void> may = check(operation, now); !may) return may;
  }
  for (const Operation& operation : operations) {
    std::visit([this, now](const auto& write) { apply(write, now); }, operation);
  }
  return {};
}

Result<KeyPage> MemoryStore::list_keys(const std::string& pattern, std::size_t page_size,
                                       const std::string& continuation) {
  const std::lock_guard hold(mutex_);
  return list_live_keys(items_, pattern, page_size, continuation, clock_());
}

Result<std::uint64_t> MemoryStore::erase_prefix(const std::string& prefix) {
  const std::lock_guard hold(mutex_);
  const Result<std::vector<std::string>> keys = live_keys_with_prefix(items_, prefix, clock_());
  if (!keys) return keys.error();
  for (const std::string& key : *keys) items_.erase(key);
  return std::uint64_t{keys->size()};
}

std::string MemoryStore::mint(const std::string& /*key*/) { return std::to_string(++last_etag_); }

Result<void> MemoryStore::check(const Operation& operation, std::int64_t now) const {
  const StoredItem* existing = find_live(items_, key_of(operation), now);
  return may_write(operation, existing == nullptr ? nullptr : &existing->etag);
}

void MemoryStore::apply(const Upsert& upsert, std::int64_t now) {
  std::string etag = mint(upsert.key);
  StoredItem& item = items_[upsert.key];
  item.value = upsert.value;
  item.etag = std::move(etag);
  item.expires = expiry_of(upsert, now);
  sweep(now);
}

void MemoryStore::apply(const Erase& erase, std::int64_t /*now*/) { items_.erase(erase.key); }

void MemoryStore::sweep(std::int64_t now) {
  if (items_.size() < sweep_at_) return;
  drop_expired(items_, now);
  sweep_at_ = std::max(kFirstSweep, 2 * items_.size());
}

}  // namespace faultline::store
