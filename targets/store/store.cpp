#include "faultline/targets/store/store.h"

#include <charconv>
#include <chrono>
#include <stdexcept>

namespace faultline::store {

const char* to_string(StoreError::Kind kind) {
  switch (kind) {
    case StoreError::Kind::invalid_etag:
      return "invalid_etag";
    case StoreError::Kind::etag_mismatch:
      return "etag_mismatch";
    case StoreError::Kind::transient:
      return "transient";
    case StoreError::Kind::cancelled:
      return "cancelled";
    case StoreError::Kind::invalid_request:
      return "invalid_request";
    case StoreError::Kind::corrupt:
      return "corrupt";
    case StoreError::Kind::io:
      return "io";
  }
  return "unknown";
}

void throw_exception_from_error(const StoreError& error, const boost::source_location& /*where*/) {
  throw std::runtime_error(std::string(to_string(error.kind)) + ": " + error.text);
}

Result<Concurrency> parse_concurrency(std::string_view name) {
  if (name.empty() || name == "last-write") return Concurrency::last_write;
  if (name == "first-write") return Concurrency::first_write;
  return StoreError{StoreError::Kind::invalid_request, "unknown concurrency \"" + std::string(name) + "\""};
}

Result<Consistency> parse_consistency(std::string_view name) {
  if (name.empty() || name == "strong") return Consistency::strong;
  if (name == "eventual") return Consistency::eventual;
  return StoreError{StoreError::Kind::invalid_request, "unknown consistency \"" + std::string(name) + "\""};
}

Result<std::optional<std::int64_t>> parse_ttl(std::string_view text) {
  if (text.empty()) return std::optional<std::int64_t>();
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) return std::optional(seconds);
  return StoreError{StoreError::Kind::invalid_request, "not a time to live in seconds: \"" + std::string(text) + "\""};
}

std::int64_t system_clock_seconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

// A token by value, because that is what stores which hand it on want.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
Result<std::vector<std::optional<Item>>> Store::bulk_get(const std::vector<std::string>& keys, std::stop_token stop) {
  std::vector<std::optional<Item>> items;
  items.reserve(keys.size());
  for (const std::string& key : keys) {
    if (stop.stop_requested()) return StoreError{StoreError::Kind::cancelled, "bulk get cancelled"};
    Result<std::optional<Item>> item = get(key);
    if (!item) return item.error();
    items.push_back(std::move(*item));
  }
  return items;
}

std::vector<Result<void>> Store::bulk_set(const std::vector<Upsert>& upserts) {
  std::vector<Result<void>> results;
  results.reserve(upserts.size());
  for (const Upsert& upsert : upserts) results.push_back(set(upsert));
  return results;
}

std::vector<Result<void>> Store::bulk_erase(const std::vector<Erase>& erases) {
  std::vector<Result<void>> results;
  results.reserve(erases.size());
  for (const Erase& one : erases) results.push_back(erase(one));
  return results;
}

std::vector<Feature> Store::features() const { return {Feature::etag, Feature::transactional, Feature::ttl}; }

int Store::multi_max_size() const { return -1; }

}  // namespace faultline::store
