// What a client of a store remembers: the ETags it was shown.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "faultline/models/store/store_replies.h"
#include "faultline/models/store/store_words.h"

namespace faultline::targets {

class StoreClient {
 public:
  template <class Command, class Reply>
  void learn(const Command& command, const Reply& reply) {
    std::visit([&](const auto& c) { take(c, reply); }, command);
  }

  // The ETag to send; "0" is well formed and never minted.
  std::optional<std::string> resolve(models::StoreKey key, models::EtagUse use) const {
    if (use == models::EtagUse::none) return std::nullopt;
    if (use == models::EtagUse::malformed) return "not an etag";
    const Seen& seen = seen_[key.rank()];
    const std::string& etag = use == models::EtagUse::seen ? seen.last : seen.before;
    return etag.empty() ? "0" : etag;
  }

 private:
  struct Seen {
    std::string last, before;  // "": none
  };

  template <class Other, class Reply>
  void take(const Other&, const Reply&) {}
  template <class Reply>
  void take(const models::Get& get, const Reply& reply) {
    if (const auto* found = std::get_if<models::Found>(&reply)) see(get.key, *found);
  }
  template <class Reply>
  void take(const models::BulkGet& bulk, const Reply& reply) {
    const auto* each = std::get_if<models::Each>(&reply);
    for (std::size_t i = 0; each != nullptr && i < each->items.size(); ++i)
      if (const auto* item = std::get_if<models::Found>(&each->items[i])) see(bulk.keys[i], *item);
  }

  void see(models::StoreKey key, const models::Found& found) {
    Seen& seen = seen_[key.rank()];
    if (seen.last != found.etag.text) seen = {found.etag.text, std::move(seen.last)};
  }

  std::array<Seen, models::StoreKey::size()> seen_;
};

}  // namespace faultline::targets
