// The models of the store checks: the rules, and which commands there are.
#pragma once

#include <variant>
#include <vector>

#include "faultline/engine/words/concepts.h"
#include "faultline/models/store/store_rules.h"

namespace faultline::models {

// `R` is StoreReply, or those of its alternatives that the commands have.
template <class R, class... Commands>
struct StoreModelOf : StoreRules {
  using Command = std::variant<Commands...>;
  using Reply = R;
  using Fault = StoreFault;

  bool step(const Command& command, const Reply& reply) {
    return std::visit([&](const auto& c) { return judge(c, store_reply(reply)); }, command);
  }
  void learn(const Command& command, const Reply& reply) {
    std::visit([&](const auto& c) { StoreRules::learn(c, store_reply(reply)); }, command);
  }
  void assume(const Command& command) {
    std::visit([&](const auto& c) { take(c); }, command);
  }
  std::string expect(const Command& command) const {
    return std::visit([&](const auto& c) { return expected(c); }, command);
  }
  bool permits(const Command& command, const Error& error) {
    const auto* multi = std::get_if<Multi>(&command);
    return multi != nullptr && permits_failure(*multi, error);
  }

  // Bulk writes are not atomic: a crash may leave some of their items written.
  std::vector<Command> parts(const Command& command) const {
    std::vector<Command> all;
    std::visit(
        [&]<class C>(const C& c) {
          if constexpr (std::is_same_v<C, BulkSet>) {
            all.assign(c.sets.begin(), c.sets.end());
          } else if constexpr (std::is_same_v<C, BulkDelete>) {
            all.assign(c.deletes.begin(), c.deletes.end());
          } else {
            all.push_back(c);
          }
        },
        command);
    return all;
  }

  std::vector<Command> audit() const {
    std::vector<Command> all;
    for (std::uint64_t i = 0; i < StoreKey::size(); ++i) all.push_back(Get{StoreKey::at(i)});
    if constexpr ((std::is_same_v<Commands, ListKeys> || ...)) all.push_back(ListKeys{"%", 3});
    return all;
  }

  bool operator==(const StoreModelOf&) const = default;

 private:
  static decltype(auto) store_reply(const Reply& reply) {
    if constexpr (std::is_same_v<R, StoreReply>) {
      return (reply);
    } else {
      return std::visit([](const auto& one) { return StoreReply(one); }, reply);
    }
  }
};

// A store behind the fault wrapper.
struct StoreModel : StoreModelOf<StoreReply, Get, Set, Delete, Multi, Counters, BulkGet, BulkSet, BulkDelete, ListKeys,
                                 DeletePrefix> {
  using Contract = durable_on_ack;
  bool operator==(const StoreModel&) const = default;
};

// The same with a log that can be folded. What was acknowledged survives the process.
struct DurableModel : StoreModelOf<StoreReply, Get, Set, Delete, Multi, Checkpoint, BulkGet, BulkSet, BulkDelete,
                                   ListKeys, DeletePrefix, Counters> {
  using Contract = durable_on_ack;
  bool operator==(const DurableModel&) const = default;
};

// What several threads may do at once: each of these commands is atomic.
struct ConcurrentStoreModel
    : StoreModelOf<std::variant<Done, NotFound, Found, Refused, Erased>, Get, Set, Delete, Multi, DeletePrefix> {
  bool operator==(const ConcurrentStoreModel&) const = default;
};

static_assert(Model<StoreModel> && Model<DurableModel> && Model<ConcurrentStoreModel>);

}  // namespace faultline::models
