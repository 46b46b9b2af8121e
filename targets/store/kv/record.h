// How a KvStore keeps its items in a key-value database:
//
//   "i" key                   etag, expiry, value: an item
//   "x" expiry key            nothing: the item there may expire then. By time, so that the due ones come first
//   "n"                       the number of the last ETag
//
// An entry under "x" may be older than its item; it is dropped when it is due.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "faultline/targets/store/stored_items.h"

namespace faultline::store::kv {

inline constexpr char kItem = 'i';
inline constexpr char kExpiry = 'x';
inline const std::string kLastEtag = "n";

std::string item_key(std::string_view key);
std::string expiry_key(std::int64_t expires, std::string_view key);

// The key in what item_key gave; nothing for other entries.
std::optional<std::string_view> key_of_item(std::string_view entry);

// What expiry_key was given; nothing for other entries.
struct Expiry {
  std::int64_t expires;
  std::string key;
};
std::optional<Expiry> expiry_of_entry(std::string_view entry);

// An item's ETag is a number in decimal, as the store minted it. Decoding throws DatabaseError (corrupt) for what no
// store has written.
std::string encode_item(std::uint64_t etag, std::string_view value, const std::optional<std::int64_t>& expires);
StoredItem decode_item(std::string_view bytes);

// The expiry alone, without a copy of the value.
std::optional<std::int64_t> decode_expiry(std::string_view bytes);

std::string encode_number(std::uint64_t number);
std::uint64_t decode_number(std::string_view bytes);

}  // namespace faultline::store::kv
