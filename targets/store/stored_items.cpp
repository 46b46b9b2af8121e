#include "faultline/targets/store/stored_items.h"

#include <limits>

#include "faultline/targets/store/etag.h"
#include "faultline/targets/store/key_pager.h"

namespace faultline::store {

std::optional<std::int64_t> expiry_of(const Upsert& upsert, std::int64_t now) {
  const std::int64_t ttl = upsert.ttl_seconds.value_or(0);
  if (ttl <= 0) return std::nullopt;
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  return now > kLast - ttl ? kLast : now + ttl;
}

bool is_expired(const std::optional<std::int64_t>& expires, std::int64_t now) { return expires && now > *expires; }

const StoredItem* find_live(const StoredItems& items, const std::string& key, std::int64_t now) {
  const auto found = items.find(key);
  return found == items.end() || is_expired(found->second.expires, now) ? nullptr : &found->second;
}

Result<KeyPage> list_live_keys(const StoredItems& items, const std::string& pattern, std::size_t page_size,
                               const std::string& continuation, std::int64_t now) {
  Result<KeyPager> pager = KeyPager::start(pattern, page_size, continuation);
  if (!pager) return pager.error();
  for (auto at = items.lower_bound(pager->first()); at != items.end(); ++at) {
    if (!is_expired(at->second.expires, now) && !pager->offer(at->first)) break;
  }
  return pager->page();
}

Result<std::vector<std::string>> live_keys_with_prefix(const StoredItems& items, const std::string& prefix,
                                                       std::int64_t now) {
  if (Result<void> valid = validate_prefix(prefix); !valid) return valid.error();
  std::vector<std::string> keys;
  for (auto at = items.lower_bound(prefix); at != items.end() && at->first.starts_with(prefix); ++at) {
    if (!is_expired(at->second.expires, now)) keys.push_back(at->first);
  }
  return keys;
}

void drop_expired(StoredItems& items, std::int64_t now) {
  std::erase_if(items, [now](const auto& entry) { return is_expired(entry.second.expires, now); });
}

}  // namespace faultline::store
