#include "faultline/targets/store/durable/commit.h"

#include <algorithm>

#include "faultline/targets/store/durable/bytes.h"

namespace faultline::store {
namespace {

constexpr std::uint8_t kRemoved = 0;
constexpr std::uint8_t kPresent = 1;
constexpr std::uint8_t kExpiring = 2;  // present, and its expiry follows; not known to frames of version 1

std::uint8_t kind_of(const Change& change) {
  if (!change.value) return kRemoved;
  return change.expires ? kExpiring : kPresent;
}

std::optional<Change> take_change(std::string_view& in) {
  Change change;
  const auto kind = bytes::take<std::uint8_t>(in);
  std::optional<std::string> key = bytes::take_text(in);
  if (!kind || !key || *kind > kExpiring) return std::nullopt;
  change.key = *std::move(key);
  if (*kind == kRemoved) return change;
  const auto etag = bytes::take<std::uint64_t>(in);
  change.value = bytes::take_text(in);
  if (!etag || !change.value) return std::nullopt;
  change.etag = *etag;
  if (*kind == kPresent) return change;
  const auto expires = bytes::take<std::uint64_t>(in);
  if (!expires) return std::nullopt;
  change.expires = static_cast<std::int64_t>(*expires);
  return change;
}

}  // namespace

std::string encode_commit(std::uint64_t sequence, const std::vector<Change>& changes) {
  std::size_t size = 16;
  for (const Change& change : changes) size += 33 + change.key.size() + (change.value ? change.value->size() : 0);
  std::string out;
  out.reserve(size);
  bytes::put(out, sequence);
  bytes::put<std::uint64_t>(out, changes.size());
  for (const Change& change : changes) {
    bytes::put(out, kind_of(change));
    bytes::put_text(out, change.key);
    if (!change.value) continue;
    bytes::put(out, change.etag);
    bytes::put_text(out, *change.value);
    if (change.expires) bytes::put(out, static_cast<std::uint64_t>(*change.expires));
  }
  return out;
}

std::optional<Commit> decode_commit(std::string_view in) {
  const auto sequence = bytes::take<std::uint64_t>(in);
  const auto count = bytes::take<std::uint64_t>(in);
  if (!sequence || !count) return std::nullopt;
  Commit commit;
  commit.sequence = *sequence;
  for (std::uint64_t i = 0; i < *count; ++i) {
    std::optional<Change> change = take_change(in);
    if (!change) return std::nullopt;
    commit.changes.push_back(*std::move(change));
  }
  if (!in.empty()) return std::nullopt;
  return commit;
}

void apply_changes(State& state, const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    state.last_etag = std::max(state.last_etag, change.etag);
    if (!change.value) {
      state.items.erase(change.key);
      continue;
    }
    StoredItem& item = state.items[change.key];
    item.value = *change.value;
    item.etag = std::to_string(change.etag);
    item.expires = change.expires;
  }
}

}  // namespace faultline::store
