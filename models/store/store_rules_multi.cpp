// Transactions, and the faults armed against them.
#include <algorithm>
#include <utility>

#include "faultline/models/store/answers.h"
#include "faultline/models/store/store_rules.h"

namespace faultline::models {
namespace {

StoreKey key_of(const Write& write) {
  return std::visit([](const auto& w) { return w.key; }, write);
}

}  // namespace

// Everything is validated before any ETag is compared, and every ETag against the state before the transaction.
std::optional<Refusal> StoreRules::refusal(const Multi& multi) const {
  std::optional<Refusal> first;
  for (const auto& write : multi.writes) {
    const auto why = std::visit([&](const auto& w) { return refusal(w); }, write);
    if (why == Refusal::invalid_etag) return why;
    if (why && !first) first = why;
  }
  return first;
}

void StoreRules::apply(const Multi& multi) {
  for (const auto& write : multi.writes) std::visit([&](const auto& w) { apply(w); }, write);
}

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
  if (!why) apply(multi);
  return answers(reply, why);
}

bool StoreRules::permits_failure(const Multi& multi, const Error& error) {
  if (error.kind != "transient" || !fires(multi) || armed_->mismatch) return false;
  ++counted_.observed;
  book_firing();
  return true;
}

void StoreRules::take(const Multi& multi) {
  ++counted_.observed;
  if (fires(multi)) return book_firing();
  if (!refusal(multi)) apply(multi);
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

bool StoreRules::judge(const Counters&, const StoreReply& reply) const {
  const auto* counted = std::get_if<Counted>(&reply);
  return counted != nullptr && *counted == counted_;
}

// --- expectations, for reports ---

std::string StoreRules::expected(const Multi& multi) const {
  if (fires(multi)) return armed_->mismatch ? text_of(Refusal::etag_mismatch) : "fail transient";
  return text_of(refusal(multi));
}
std::string StoreRules::expected(const Counters&) const { return to_text(counted_); }

}  // namespace faultline::models
