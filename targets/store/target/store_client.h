// What a client of a store remembers: the ETags it was shown.
#pragma once

#include <map>
#include <string>
#include <variant>

#include "faultline/models/store/store_words.h"

namespace faultline::targets {

class StoreClient {
 public:
  template <class Command>
  void learn(const Command& command, const models::StoreReply& reply) {
    const auto* get = std::get_if<models::Get>(&command);
    const auto* found = std::get_if<models::Found>(&reply);
    if (get == nullptr || found == nullptr) return;
    Seen& seen = seen_[get->key];
    if (seen.last != found->etag.text) seen = {found->etag.text, seen.last};
  }

  // The ETag to send; "0" is well formed and never minted.
  std::optional<std::string> resolve(models::StoreKey key, models::EtagUse use) const {
    if (use == models::EtagUse::none) return std::nullopt;
    if (use == models::EtagUse::malformed) return "not an etag";
    const auto seen = seen_.find(key);
    if (seen == seen_.end()) return "0";
    const std::string& etag = use == models::EtagUse::seen ? seen->second.last : seen->second.before;
    return etag.empty() ? "0" : etag;
  }

 private:
  struct Seen {
    std::string last, before;
  };
  std::map<models::StoreKey, Seen> seen_;
};

}  // namespace faultline::targets
