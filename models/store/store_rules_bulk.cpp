// Bulk calls: item by item, each on the state that the ones before it left.
#include "faultline/models/store/answers.h"
#include "faultline/models/store/store_rules.h"

namespace faultline::models {
namespace {

// The items' answers, where there is one for each.
const std::vector<ItemReply>* items_of(const StoreReply& reply, std::size_t count) {
  const auto* each = std::get_if<Each>(&reply);
  return each != nullptr && each->items.size() == count ? &each->items : nullptr;
}

std::string list(const std::vector<std::string>& texts) {
  return '[' + detail::joined(texts, [](const std::string& text) { return text; }) + ']';
}

}  // namespace

bool StoreRules::judge(const BulkGet& bulk, const StoreReply& reply) {
  const auto* answered = items_of(reply, bulk.keys.size());
  if (answered == nullptr) return false;
  for (std::size_t i = 0; i < bulk.keys.size(); ++i) {
    const StoreKey key = bulk.keys[i];
    const auto* found = std::get_if<Found>(&(*answered)[i]);
    const bool right =
        item(key) ? found && may_be_shown(key, *found) : std::holds_alternative<NotFound>((*answered)[i]);
    if (!right) return false;
  }
  return true;
}

void StoreRules::learn(const BulkGet& bulk, const StoreReply& reply) {
  const auto* answered = items_of(reply, bulk.keys.size());
  for (std::size_t i = 0; answered != nullptr && i < bulk.keys.size(); ++i)
    if (const auto* found = std::get_if<Found>(&(*answered)[i])) see(bulk.keys[i], *found);
}

bool StoreRules::judge(const BulkSet& bulk, const StoreReply& reply) {
  const auto* answered = items_of(reply, bulk.sets.size());
  if (answered == nullptr) return false;
  for (std::size_t i = 0; i < bulk.sets.size(); ++i) {
    if (!answers((*answered)[i], refusal(bulk.sets[i]))) return false;
    take(bulk.sets[i]);
  }
  return true;
}

bool StoreRules::judge(const BulkDelete& bulk, const StoreReply& reply) {
  const auto* answered = items_of(reply, bulk.deletes.size());
  if (answered == nullptr) return false;
  for (std::size_t i = 0; i < bulk.deletes.size(); ++i) {
    if (!answers((*answered)[i], refusal(bulk.deletes[i]))) return false;
    take(bulk.deletes[i]);
  }
  return true;
}

void StoreRules::take(const BulkSet& bulk) {
  for (const auto& set : bulk.sets) take(set);
}
void StoreRules::take(const BulkDelete& bulk) {
  for (const auto& erase : bulk.deletes) take(erase);
}

// --- expectations, for reports ---

std::string StoreRules::expected(const BulkGet& bulk) const {
  std::vector<std::string> texts;
  for (const StoreKey key : bulk.keys) texts.push_back(shown(key));
  return list(texts);
}

std::string StoreRules::expected(const BulkSet& bulk) const {
  StoreRules copy = *this;
  std::vector<std::string> texts;
  for (const auto& set : bulk.sets) {
    texts.push_back(copy.expected(set));
    copy.take(set);
  }
  return list(texts);
}

std::string StoreRules::expected(const BulkDelete& bulk) const {
  StoreRules copy = *this;
  std::vector<std::string> texts;
  for (const auto& erase : bulk.deletes) {
    texts.push_back(copy.expected(erase));
    copy.take(erase);
  }
  return list(texts);
}

}  // namespace faultline::models
