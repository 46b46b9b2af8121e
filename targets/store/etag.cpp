#include "faultline/targets/store/etag.h"

#include <algorithm>

namespace faultline::store {
namespace {

StoreError mismatch(const std::string& key, const char* why) {
  return StoreError{StoreError::Kind::etag_mismatch, "key \"" + key + "\": " + why};
}

// For both kinds of operation: they carry the same options.
template <class Write>
Result<void> validate_options(const Write& write) {
  if (write.concurrency != Concurrency::last_write && write.concurrency != Concurrency::first_write) {
    return StoreError{StoreError::Kind::invalid_request, "key \"" + write.key + "\": unknown concurrency"};
  }
  if (write.etag && !write.etag->empty() && !is_well_formed_etag(*write.etag)) {
    return StoreError{StoreError::Kind::invalid_etag,
                      "key \"" + write.key + "\": not an ETag: \"" + *write.etag + "\""};
  }
  return {};
}

}  // namespace

bool is_well_formed_etag(const std::string& etag) {
  return !etag.empty() && std::all_of(etag.begin(), etag.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> may_write(const std::string& key, Concurrency concurrency, const std::optional<std::string>& given,
                       const std::string* existing) {
  if (given && !given->empty()) {
    if (existing == nullptr) return mismatch(key, "an ETag was given but there is no item");
    if (*existing != *given) return mismatch(key, "the item has another ETag");
    return {};
  }
  if (concurrency == Concurrency::first_write && existing != nullptr) {
    return mismatch(key, "the item exists and first-write gave no ETag");
  }
  return {};
}

Result<void> may_write(const Upsert& upsert, const std::string* existing) {
  return may_write(upsert.key, upsert.concurrency, upsert.etag, existing);
}

Result<void> may_write(const Erase& erase, const std::string* existing) {
  return may_write(erase.key, erase.concurrency, erase.etag, existing);
}

Result<void> may_write(const Operation& operation, const std::string* existing) {
  return std::visit([existing](const auto& write) { return may_write(write, existing); }, operation);
}

Result<void> validate(const Upsert& upsert) { return validate_options(upsert); }

Result<void> validate(const Erase& erase) { return validate_options(erase); }

Result<void> validate(const std::vector<Operation>& operations) {
  for (const Operation& operation : operations) {
    Result<void> valid = std::visit([](const auto& write) { return validate_options(write); }, operation);
    if (!valid) return valid;
  }
  return {};
}

Result<void> validate_prefix(const std::string& prefix) {
  if (!prefix.empty()) return {};
  return StoreError{StoreError::Kind::invalid_request, "an empty prefix would delete everything"};
}

const std::string& key_of(const Operation& operation) {
  return std::visit([](const auto& write) -> const std::string& { return write.key; }, operation);
}

}  // namespace faultline::store
