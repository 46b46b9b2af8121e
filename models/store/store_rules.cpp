// Single commands: the specification's table of writes, and what reads teach.
#include "faultline/models/store/store_rules.h"

#include "faultline/models/store/answers.h"

namespace faultline::models {

// --- what a write may do ---

std::optional<Refusal> StoreRules::refusal(StoreKey key, EtagUse use, bool first_write) const {
  const auto& stored = item(key);
  switch (use) {
    case EtagUse::malformed:
      return Refusal::invalid_etag;
    case EtagUse::none:
      if (first_write && stored) return Refusal::etag_mismatch;
      return std::nullopt;
    case EtagUse::seen:
    case EtagUse::stale:
      break;
  }
  const Seen& seen = seen_[key.rank()];
  const std::string& sent = use == EtagUse::seen ? seen.last : seen.before;
  // An ETag never comes back, so one not seen since the last write is not among those the client has.
  if (!stored || sent.empty() || stored->etag != sent) return Refusal::etag_mismatch;
  return std::nullopt;
}

void StoreRules::apply(const Set& set) {
  auto& stored = item(set.key);
  stored.emplace();
  stored->value = set.value;
  if (set.ttl > 0) stored->seconds_left = set.ttl;
}

// --- reads ---

// Whether the item may be shown so. The first time that an ETag is seen, it becomes the item's.
bool StoreRules::may_be_shown(StoreKey key, const Found& found) {
  auto& stored = item(key);
  const std::string& shown = found.etag.text;
  if (!stored || shown.empty() || found.value != fmt::format_int(std::int64_t{stored->value}).c_str()) return false;
  const Seen& seen = seen_[key.rank()];
  if (stored->etag) {
    if (*stored->etag != shown) return false;
  } else if (shown == seen.last || shown == seen.before) {
    return false;  // a write must mint a new one
  }
  stored->etag = shown;
  return true;
}

void StoreRules::see(StoreKey key, const Found& found) {
  Seen& seen = seen_[key.rank()];
  if (seen.last != found.etag.text) seen = {found.etag.text, std::move(seen.last)};
}

void StoreRules::learn(const Get& get, const StoreReply& reply) {
  if (const auto* found = std::get_if<Found>(&reply)) see(get.key, *found);
}

bool StoreRules::judge(const Get& get, const StoreReply& reply) {
  if (!item(get.key)) return std::holds_alternative<NotFound>(reply);
  const auto* found = std::get_if<Found>(&reply);
  return found != nullptr && may_be_shown(get.key, *found);
}

// --- writes ---

bool StoreRules::judge(const Set& set, const StoreReply& reply) {
  const auto why = refusal(set);
  if (!why) apply(set);
  return answers(reply, why);
}
bool StoreRules::judge(const Delete& erase, const StoreReply& reply) {
  const auto why = refusal(erase);
  if (!why) apply(erase);
  return answers(reply, why);
}

void StoreRules::take(const Set& set) {
  if (!refusal(set)) apply(set);
}
void StoreRules::take(const Delete& erase) {
  if (!refusal(erase)) apply(erase);
}

// --- time, and the rest ---

void StoreRules::advance(std::int64_t seconds) {
  for (auto& stored : items_)
    if (stored && stored->seconds_left && (*stored->seconds_left -= seconds) < 0) stored.reset();
}

bool StoreRules::judge(const Checkpoint&, const StoreReply& reply) const { return is_done(reply); }

// --- expectations, for reports ---

std::string StoreRules::shown(StoreKey key) const {
  const auto& stored = item(key);
  if (!stored) return NotFound{}.show();
  return to_text(stored->value) + " etag=" + stored->etag.value_or("new");
}

std::string StoreRules::expected(const Get& get) const { return shown(get.key); }
std::string StoreRules::expected(const Set& set) const { return text_of(refusal(set)); }
std::string StoreRules::expected(const Delete& erase) const { return text_of(refusal(erase)); }
std::string StoreRules::expected(const Checkpoint&) const { return Done{}.show(); }

}  // namespace faultline::models
