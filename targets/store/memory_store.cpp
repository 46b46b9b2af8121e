#include "faultline/targets/store/memory_store.h"

#include "faultline/targets/store/etag.h"

namespace faultline::store {

Result<std::optional<Item>> MemoryStore::get(const std::string& key) {
  const std::lock_guard hold(mutex_);
  const auto found = items_.find(key);
  if (found == items_.end()) return std::optional<Item>();
  return std::optional<Item>(found->second);
}

Result<void> MemoryStore::set(const Upsert& upsert) {
  if (Result<void> valid = validate(upsert); !valid) return valid;
  const std::lock_guard hold(mutex_);
  if (Result<void> may = may_write(upsert, etag_of(upsert.key)); !may) return may;
  apply(upsert);
  return {};
}

Result<void> MemoryStore::erase(const Erase& erase) {
  if (Result<void> valid = validate(erase); !valid) return valid;
  const std::lock_guard hold(mutex_);
  if (Result<void> may = may_write(erase, etag_of(erase.key)); !may) return may;
  apply(erase);
  return {};
}

Result<void> MemoryStore::multi(const std::vector<Operation>& operations, std::stop_token stop) {
  const std::lock_guard hold(mutex_);
  if (stop.stop_requested()) return StoreError{StoreError::Kind::cancelled, "multi cancelled"};
  if (Result<void> valid = validate(operations); !valid) return valid;
  for (const Operation& operation : operations) {
    if (Result<void> may = check(operation); !may) return may;
  }
  for (const Operation& operation : operations) {
    std::visit([this](const auto& write) { apply(write); }, operation);
  }
  return {};
}

std::string MemoryStore::mint(const std::string& /*key*/) { return std::to_string(++last_etag_); }

Result<void> MemoryStore::check(const Operation& operation) const {
  return may_write(operation, etag_of(key_of(operation)));
}

void MemoryStore::apply(const Upsert& upsert) {
  std::string etag = mint(upsert.key);
  Item& item = items_[upsert.key];
  item.value = upsert.value;
  item.etag = std::move(etag);
}

void MemoryStore::apply(const Erase& erase) { items_.erase(erase.key); }

const std::string* MemoryStore::etag_of(const std::string& key) const {
  const auto found = items_.find(key);
  return found == items_.end() ? nullptr : &found->second.etag;
}

}  // namespace faultline::store
