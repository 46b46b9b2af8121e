#include "faultline/models/store/store_rules.h"

#include <algorithm>

namespace faultline::models {
namespace {

std::string flags(EtagUse etag, bool first_write) {
  std::string out;
  if (etag != EtagUse::none) out += ", etag=" + to_text(etag);
  if (first_write) out += ", first_write";
  return out;
}

bool is_done(const StoreReply& reply) { return std::holds_alternative<Done>(reply); }

bool is_refused(const StoreReply& reply, Refusal why) {
  const auto* refused = std::get_if<Refused>(&reply);
  return refused != nullptr && refused->why == why;
}

bool answers(const StoreReply& reply, const std::optional<Refusal>& refusal) {
  return refusal ? is_refused(reply, *refusal) : is_done(reply);
}

std::string text_of(const std::optional<Refusal>& refusal) {
  return refusal ? Refused{*refusal}.show() : Done{}.show();
}

StoreKey key_of(const Write& write) {
  return std::visit([](const auto& w) { return w.key; }, write);
}

}  // namespace

std::string Set::show() const {
  return fmt::format("set(key={}, value={}{})", to_text(key), to_text(value), flags(etag, first_write));
}
std::string Delete::show() const { return fmt::format("delete(key={}{})", to_text(key), flags(etag, first_write)); }
std::string Multi::show() const {
  return fmt::format("multi({})", detail::joined(writes, [](const Write& w) { return to_text(w); }));
}

// --- what a write may do: the specification's table ---

std::optional<Refusal> StoreRules::refusal(StoreKey key, EtagUse use, bool first_write) const {
  const auto item = items_.find(key);
  const bool exists = item != items_.end();
  switch (use) {
    case EtagUse::malformed:
      return Refusal::invalid_etag;
    case EtagUse::none:
      if (first_write && exists) return Refusal::etag_mismatch;
      return std::nullopt;
    case EtagUse::seen:
    case EtagUse::stale:
      break;
  }
  const auto seen = seen_.find(key);
  if (!exists || seen == seen_.end()) return Refusal::etag_mismatch;
  const std::string& sent = use == EtagUse::seen ? seen->second.last : seen->second.before;
  // An ETag never comes back, so one not seen since the last write is not among those the client has.
  if (sent.empty() || !item->second.etag || *item->second.etag != sent) return Refusal::etag_mismatch;
  return std::nullopt;
}

std::optional<Refusal> StoreRules::refusal(const Write& write) const {
  return std::visit([&](const auto& w) { return refusal(w.key, w.etag, w.first_write); }, write);
}

// Everything is validated before any ETag is compared, and every ETag against the state before the transaction.
std::optional<Refusal> StoreRules::refusal(const Multi& multi) const {
  std::optional<Refusal> first;
  for (const auto& write : multi.writes) {
    const auto why = refusal(write);
    if (why == Refusal::invalid_etag) return why;
    if (why && !first) first = why;
  }
  return first;
}

void StoreRules::apply(const Write& write) {
  if (const auto* set = std::get_if<Set>(&write)) {
    items_[set->key] = {to_text(set->value), std::nullopt};
  } else {
    items_.erase(std::get<Delete>(write).key);
  }
}

// --- single commands ---

bool StoreRules::judge(const Get& get, const StoreReply& reply) {
  const auto item = items_.find(get.key);
  if (item == items_.end()) return std::holds_alternative<NotFound>(reply);
  const auto* found = std::get_if<Found>(&reply);
  if (found == nullptr || found->value != item->second.value || found->etag.text.empty()) return false;
  Seen& seen = seen_[get.key];
  if (item->second.etag) {
    if (*item->second.etag != found->etag.text) return false;
  } else if (found->etag.text == seen.last || found->etag.text == seen.before) {
    return false;  // a write must mint a new one
  }
  item->second.etag = found->etag.text;
  if (seen.last != found->etag.text) seen = {found->etag.text, seen.last};
  return true;
}

template <class W>
bool StoreRules::judge_write(const W& write, const StoreReply& reply) {
  const auto why = refusal(Write(write));
  if (!answers(reply, why)) return false;
  if (!why) apply(write);
  return true;
}

bool StoreRules::judge(const Set& set, const StoreReply& reply) { return judge_write(set, reply); }
bool StoreRules::judge(const Delete& erase, const StoreReply& reply) { return judge_write(erase, reply); }

bool StoreRules::judge(const Counters&, const StoreReply& reply) const {
  const auto* counted = std::get_if<Counted>(&reply);
  return counted != nullptr && *counted == counted_;
}

bool StoreRules::judge(const Checkpoint&, const StoreReply& reply) const { return is_done(reply); }

// --- transactions and their faults ---

bool StoreRules::fires(const Multi& multi) const {
  return armed_ && armed_->remaining > 0 && std::any_of(multi.writes.begin(), multi.writes.end(), [&](const Write& w) {
           return key_of(w).view().find(armed_->substring) != std::string_view::npos;
         });
}

void StoreRules::book_firing() {
  --armed_->remaining;
  ++counted_.failed;
  if (!std::exchange(armed_->notified, true)) ++counted_.notified;
}

bool StoreRules::judge(const Multi& multi, const StoreReply& reply) {
  ++counted_.observed;
  if (fires(multi)) {
    const bool mismatch = armed_->mismatch;
    book_firing();
    return mismatch && is_refused(reply, Refusal::etag_mismatch);
  }
  const auto why = refusal(multi);
  if (!answers(reply, why)) return false;
  if (!why)
    for (const auto& write : multi.writes) apply(write);
  return true;
}

bool StoreRules::permits_failure(const Multi& multi, const Error& error) {
  if (error.kind != "transient" || !fires(multi) || armed_->mismatch) return false;
  ++counted_.observed;
  book_firing();
  return true;
}

void StoreRules::take(const Set& set) {
  if (!refusal(Write(set))) apply(set);
}
void StoreRules::take(const Delete& erase) {
  if (!refusal(Write(erase))) apply(erase);
}
void StoreRules::take(const Multi& multi) {
  ++counted_.observed;
  if (fires(multi)) return book_firing();
  if (refusal(multi)) return;
  for (const auto& write : multi.writes) apply(write);
}

void StoreRules::inject(const StoreFault& fault) {
  std::visit(
      [&]<class F>(const F& f) {
        armed_ = Armed{f.substring.str(), f.n, std::is_same_v<F, MismatchTransactions>, false};
      },
      fault);
}

void StoreRules::after_crash() {
  armed_.reset();
  counted_ = {};
}

// --- expectations, for reports ---

std::string StoreRules::expected(const Get& get) const {
  const auto item = items_.find(get.key);
  if (item == items_.end()) return NotFound{}.show();
  return item->second.value + " etag=" + item->second.etag.value_or("new");
}
std::string StoreRules::expected(const Set& set) const { return text_of(refusal(Write(set))); }
std::string StoreRules::expected(const Delete& erase) const { return text_of(refusal(Write(erase))); }
std::string StoreRules::expected(const Multi& multi) const {
  if (fires(multi)) return armed_->mismatch ? text_of(Refusal::etag_mismatch) : "fail transient";
  return text_of(refusal(multi));
}
std::string StoreRules::expected(const Counters&) const { return to_text(counted_); }
std::string StoreRules::expected(const Checkpoint&) const { return Done{}.show(); }

}  // namespace faultline::models
