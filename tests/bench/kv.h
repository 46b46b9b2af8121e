// The smallest store there is, for measuring the engine and not the system: integer keys, one map each.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <variant>

#include "faultline/targets/attach/check.h"

namespace faultline::bench {

inline constexpr std::int64_t kKeys = 64;

struct Put {
  Ranged<0, kKeys - 1> key;
  Ranged<0, 999> value;
};
BOOST_DESCRIBE_STRUCT(Put, (), (key, value))
struct Look {
  Ranged<0, kKeys - 1> key;
};
BOOST_DESCRIBE_STRUCT(Look, (), (key))
struct Drop {
  Ranged<0, kKeys - 1> key;
};
BOOST_DESCRIBE_STRUCT(Drop, (), (key))

struct KvModel {
  using Command = std::variant<Put, Look, Drop>;
  using Reply = std::int64_t;  // the value, or -1; for Drop whether there was one

  std::map<std::int64_t, std::int64_t> items;

  Reply apply(const Put& put) { return items[put.key] = put.value; }
  Reply apply(const Look& look) const {
    const auto found = items.find(look.key);
    return found == items.end() ? -1 : found->second;
  }
  Reply apply(const Drop& drop) { return static_cast<Reply>(items.erase(drop.key)); }

  bool operator==(const KvModel&) const = default;
};

// The system: the same interface over another container.
class KvSystem {
 public:
  std::int64_t put(std::int64_t key, std::int64_t value) { return items_[key] = value; }
  std::int64_t look(std::int64_t key) const {
    const auto found = items_.find(key);
    return found == items_.end() ? -1 : found->second;
  }
  std::int64_t drop(std::int64_t key) { return static_cast<std::int64_t>(items_.erase(key)); }

 private:
  std::unordered_map<std::int64_t, std::int64_t> items_;
};

class KvTarget {
 public:
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr bool recovers = false;

  explicit KvTarget(Run&) {}
  Outcome<std::int64_t> execute(const KvModel::Command& command) {
    if (const auto* put = std::get_if<Put>(&command)) return system_.put(put->key, put->value);
    if (const auto* look = std::get_if<Look>(&command)) return system_.look(look->key);
    return system_.drop(std::get<Drop>(command).key);
  }

 private:
  KvSystem system_;
};

}  // namespace faultline::bench
