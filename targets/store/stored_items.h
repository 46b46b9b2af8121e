// Items by key as the stores that keep them in memory hold them, and the one rule of expiry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "faultline/targets/store/store.h"

namespace faultline::store {

struct StoredItem : Item {
  std::optional<std::int64_t> expires = std::nullopt;  // second of the store's clock; absent = never

  bool operator==(const StoredItem&) const = default;
};

using StoredItems = std::map<std::string, StoredItem>;

// When an item written at `now` expires; absent = never. Too far away for the clock = its last second, so never.
std::optional<std::int64_t> expiry_of(const Upsert& upsert, std::int64_t now);

// An expired item does not exist, whether or not it is still stored.
bool is_expired(const std::optional<std::int64_t>& expires, std::int64_t now);

// The item that exists under `key`, or null.
const StoredItem* find_live(const StoredItems& items, const std::string& key, std::int64_t now);

// As Store::list_keys.
Result<KeyPage> list_live_keys(const StoredItems& items, const std::string& pattern, std::size_t page_size,
                               const std::string& continuation, std::int64_t now);

// As Store::erase_prefix, short of erasing.
Result<std::vector<std::string>> live_keys_with_prefix(const StoredItems& items, const std::string& prefix,
                                                       std::int64_t now);

void drop_expired(StoredItems& items, std::int64_t now);

}  // namespace faultline::store
