// What one commit changes, as the payload of a log frame; and the state that commits add up to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "faultline/targets/store/stored_items.h"

namespace faultline::store {

// One key's new value, minted ETag and expiry, or its removal.
struct Change {
  std::string key;
  std::optional<std::string> value;                    // absent = removed
  std::uint64_t etag = 0;                              // of the new value
  std::optional<std::int64_t> expires = std::nullopt;  // of the new value; second of the store's clock

  bool operator==(const Change&) const = default;
};

struct Commit {
  std::uint64_t sequence = 0;  // 1 for a store's first commit, then without gaps
  std::vector<Change> changes;

  bool operator==(const Commit&) const = default;
};

struct State {
  StoredItems items;
  std::uint64_t sequence = 0;   // of the last commit in it
  std::uint64_t last_etag = 0;  // highest ever minted, also for items that are gone

  bool operator==(const State&) const = default;
};

std::string encode_commit(std::uint64_t sequence, const std::vector<Change>& changes);

// Nothing when the bytes are not exactly one encoded commit.
std::optional<Commit> decode_commit(std::string_view bytes);

// Carries out the changes in order; the ETag counter follows. Idempotent.
void apply_changes(State& state, const std::vector<Change>& changes);

}  // namespace faultline::store
