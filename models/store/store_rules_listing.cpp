// Commands over many keys: listings and deletes by prefix.
#include <algorithm>

#include "faultline/models/store/answers.h"
#include "faultline/models/store/key_pattern.h"
#include "faultline/models/store/store_rules.h"

namespace faultline::models {

// In the order of their bytes.
std::vector<std::string> StoreRules::keys_like(KeyPattern pattern) const {
  std::vector<std::string> keys;
  for (std::uint64_t rank = 0; rank < items_.size(); ++rank)
    if (const auto key = StoreKey::at(rank); items_[rank] && matches(pattern.view(), key.view()))
      keys.push_back(key.str());
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<StoreKey> StoreRules::keys_with(KeyPrefix prefix) const {
  std::vector<StoreKey> keys;
  for (std::uint64_t rank = 0; rank < items_.size(); ++rank)
    if (items_[rank] && StoreKey::at(rank).view().starts_with(prefix.view())) keys.push_back(StoreKey::at(rank));
  return keys;
}

// However large the pages are, together they hold every key once.
bool StoreRules::judge(const ListKeys& list, const StoreReply& reply) const {
  if (!is_pattern(list.pattern.view())) return is_refused(reply, Refusal::invalid_request);
  const auto* listed = std::get_if<Listed>(&reply);
  return listed != nullptr && listed->keys == keys_like(list.pattern);
}

bool StoreRules::judge(const DeletePrefix& erase, const StoreReply& reply) {
  if (erase.prefix.view().empty()) return is_refused(reply, Refusal::invalid_request);
  const auto* erased = std::get_if<Erased>(&reply);
  if (erased == nullptr || erased->count != keys_with(erase.prefix).size()) return false;
  take(erase);
  return true;
}

void StoreRules::take(const DeletePrefix& erase) {
  if (erase.prefix.view().empty()) return;
  for (const StoreKey key : keys_with(erase.prefix)) item(key).reset();
}

// --- expectations, for reports ---

std::string StoreRules::expected(const ListKeys& list) const {
  if (!is_pattern(list.pattern.view())) return text_of(Refusal::invalid_request);
  return Listed{keys_like(list.pattern)}.show();
}
std::string StoreRules::expected(const DeletePrefix& erase) const {
  if (erase.prefix.view().empty()) return text_of(Refusal::invalid_request);
  return Erased{keys_with(erase.prefix).size()}.show();
}

}  // namespace faultline::models
