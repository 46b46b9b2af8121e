#include "faultline/targets/store/durable/commit.h"

#include <algorithm>

#include "faultline/targets/store/durable/bytes.h"

namespace faultline::store {
namespace {

constexpr std::uint8_t kRemoved = 0;
constexpr std::uint8_t kPresent = 1;

std::optional<Change> take_change(std::string_view& in) {
  Change change;
  const auto kind = bytes::take<std::uint8_t>(in);
  std::optional<std::string> key = bytes::take_text(in);
  if (!kind || !key || *kind > kPresent) return std::nullopt;
  change.key = *std::move(key);
  if (*kind == kRemoved) return change;
  const auto etag = bytes::take<std::uint64_t>(in);
  change.value = bytes::take_text(in);
  if (!etag || !change.value) return std::nullopt;
  change.etag = *etag;
  return change;
}

}  // namespace

std::string encode_commit(std::uint64_t sequence, const std::vector<Change>& changes) {
  std::string out;
  bytes::put(out, sequence);
  bytes::put<std::uint64_t>(out, changes.size());
  for (const Change& change : changes) {
    bytes::put(out, change.value ? kPresent : kRemoved);
    bytes::put_text(out, change.key);
    if (!change.value) continue;
    bytes::put(out, change.etag);
    bytes::put_text(out, *change.value);
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
    if (change.value) {
      state.items[change.key] = Item{*change.value, std::to_string(change.etag)};
    } else {
      state.items.erase(change.key);
    }
  }
}

}  // namespace faultline::store
