// The store of targets/store and a plain model of it, for measuring: 64 text keys, ETags, lifetimes. Unlike the model
// of the chaos checks it predicts every reply, ETags included (MemoryStore numbers them), so that RapidCheck, whose
// models cannot learn from replies, can drive the same pair.
#pragma once

#include <array>
#include <map>
#include <string>

#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/memory_store.h"

namespace faultline::bench {

using TextKey = Ranged<0, 63>;
inline const std::string& key_text(const TextKey& key) {
  static const auto texts = [] {
    std::array<std::string, TextKey::size()> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = "orders/customer-" + std::to_string(1000 + i);
    return all;
  }();
  return texts[static_cast<std::size_t>(key)];
}

// `guarded`: carries the ETag that the client saw last for the key, or one that never was.
struct Store {
  TextKey key;
  Ranged<0, 999> value;
  Ranged<0, 3> ttl;  // seconds; 0: for ever
  bool guarded = false;
};
BOOST_DESCRIBE_STRUCT(Store, (), (key, value, ttl, guarded))
struct Load {
  TextKey key;
};
BOOST_DESCRIBE_STRUCT(Load, (), (key))
struct Remove {
  TextKey key;
  bool guarded = false;
};
BOOST_DESCRIBE_STRUCT(Remove, (), (key, guarded))
struct Wait {
  Ranged<1, 4> seconds;
};
BOOST_DESCRIBE_STRUCT(Wait, (), (seconds))

struct Loaded {
  std::string value, etag;  // both empty: nothing there
  bool operator==(const Loaded&) const = default;
};
BOOST_DESCRIBE_STRUCT(Loaded, (), (value, etag))
using TextReply = std::variant<bool, Loaded>;  // whether a write was done; what was loaded

struct TextModel {
  using Command = std::variant<Store, Load, Remove, Wait>;
  using Reply = TextReply;
  struct Item {
    std::string value, etag;
    std::int64_t expires = 0;  // 0: never
    bool operator==(const Item&) const = default;
  };
  std::map<std::string, Item> items;
  std::map<std::string, std::string> seen;
  std::int64_t now = 0, minted = 0;

  const Item* find(const std::string& key) const {
    const auto item = items.find(key);
    return item == items.end() || (item->second.expires != 0 && now > item->second.expires) ? nullptr : &item->second;
  }
  bool may_write(const std::string& key, bool guarded) const {
    if (!guarded) return true;
    const Item* item = find(key);
    const auto known = seen.find(key);
    return item != nullptr && known != seen.end() && known->second == item->etag;
  }

  Reply apply(const Store& store) {
    const std::string& key = key_text(store.key);
    if (!may_write(key, store.guarded)) return false;
    items[key] = {std::to_string(store.value), std::to_string(++minted), store.ttl > 0 ? now + store.ttl : 0};
    return true;
  }
  Reply apply(const Load& load) {
    const std::string& key = key_text(load.key);
    const Item* item = find(key);
    if (item == nullptr) return Loaded{};
    seen[key] = item->etag;
    return Loaded{item->value, item->etag};
  }
  Reply apply(const Remove& remove) {
    const std::string& key = key_text(remove.key);
    if (!may_write(key, remove.guarded)) return false;
    items.erase(key);
    return true;
  }
  Reply apply(const Wait& wait) {
    now += wait.seconds;
    return true;
  }
  bool operator==(const TextModel&) const = default;
};

// The real store and its client.
class TextSystem {
 public:
  TextReply perform(const Store& store) {
    const std::string& key = key_text(store.key);
    store::Upsert upsert{key, std::to_string(store.value), etag(key, store.guarded)};
    if (store.ttl > 0) upsert.ttl_seconds = store.ttl;
    return store_.set(upsert).has_value();
  }
  TextReply perform(const Load& load) {
    const std::string& key = key_text(load.key);
    const auto item = store_.get(key);
    if (!item.value()) return Loaded{};
    seen_[key] = item.value()->etag;
    return Loaded{item.value()->value, item.value()->etag};
  }
  TextReply perform(const Remove& remove) {
    const std::string& key = key_text(remove.key);
    return store_.erase({key, etag(key, remove.guarded)}).has_value();
  }
  TextReply perform(const Wait& wait) {
    now_ += wait.seconds;
    return true;
  }

 private:
  std::optional<std::string> etag(const std::string& key, bool guarded) const {
    if (!guarded) return std::nullopt;
    const auto known = seen_.find(key);
    return known == seen_.end() ? "0" : known->second;
  }

  std::int64_t now_ = 0;
  store::MemoryStore store_{[this] { return now_; }};
  std::map<std::string, std::string> seen_;
};

class TextTarget {
 public:
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr bool recovers = false;

  explicit TextTarget(Run&) {}
  Outcome<TextReply> execute(const TextModel::Command& command) {
    return std::visit([this](const auto& c) { return system_.perform(c); }, command);
  }

 private:
  TextSystem system_;
};

// For RapidCheck, which carries the model along itself.
struct TextSut {
  TextSystem system;

  template <class C>
  static void apply(TextModel& state, const C& command) {
    (void)state.apply(command);
  }
  template <class C>
  bool agrees(const TextModel& state, const C& command) {
    TextModel next = state;
    return next.apply(command) == system.perform(command);
  }
};

}  // namespace faultline::bench
