#include "faultline/targets/store/kv/record.h"

#include "faultline/targets/store/durable/bytes.h"
#include "faultline/targets/store/kv/database.h"

namespace faultline::store::kv {
namespace {

// Negative numbers come before the others in byte order too.
constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

template <class Number>
Number take(std::string_view& bytes) {
  const std::optional<Number> number = bytes::take<Number>(bytes);
  if (!number) throw DatabaseError(StoreError::Kind::corrupt, "a stored entry is too short");
  return *number;
}

struct Head {
  std::uint64_t etag;
  std::optional<std::int64_t> expires;
};

// Leaves the value in `bytes`.
Head take_head(std::string_view& bytes) {
  const auto etag = take<std::uint64_t>(bytes);
  const auto has_expiry = take<std::uint8_t>(bytes);
  if (has_expiry == 0) return {etag, std::nullopt};
  return {etag, static_cast<std::int64_t>(take<std::uint64_t>(bytes))};
}

}  // namespace

std::string item_key(std::string_view key) { return std::string(1, kItem).append(key); }

std::string expiry_key(std::int64_t expires, std::string_view key) {
  const std::uint64_t ordered = static_cast<std::uint64_t>(expires) ^ kSign;
  std::string entry(1, kExpiry);
  for (int shift = 56; shift >= 0; shift -= 8) entry.push_back(static_cast<char>((ordered >> shift) & 0xff));
  return entry.append(key);
}

std::optional<std::string_view> key_of_item(std::string_view entry) {
  if (entry.empty() || entry.front() != kItem) return std::nullopt;
  return entry.substr(1);
}

std::optional<Expiry> expiry_of_entry(std::string_view entry) {
  if (entry.size() < 9 || entry.front() != kExpiry) return std::nullopt;
  std::uint64_t ordered = 0;
  for (const char c : entry.substr(1, 8)) ordered = ordered << 8 | static_cast<unsigned char>(c);
  return Expiry{static_cast<std::int64_t>(ordered ^ kSign), std::string(entry.substr(9))};
}

std::string encode_item(std::uint64_t etag, std::string_view value, const std::optional<std::int64_t>& expires) {
  std::string out;
  bytes::put<std::uint64_t>(out, etag);
  bytes::put<std::uint8_t>(out, expires ? 1 : 0);
  if (expires) bytes::put<std::uint64_t>(out, static_cast<std::uint64_t>(*expires));
  return out.append(value);
}

StoredItem decode_item(std::string_view bytes) {
  const Head head = take_head(bytes);
  StoredItem item;
  item.value = bytes;
  item.etag = std::to_string(head.etag);
  item.expires = head.expires;
  return item;
}

std::optional<std::int64_t> decode_expiry(std::string_view bytes) { return take_head(bytes).expires; }

std::string encode_number(std::uint64_t number) {
  std::string out;
  bytes::put<std::uint64_t>(out, number);
  return out;
}

std::uint64_t decode_number(std::string_view bytes) { return take<std::uint64_t>(bytes); }

}  // namespace faultline::store::kv
