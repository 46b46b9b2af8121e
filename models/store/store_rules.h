// The rules of a transactional store with ETags and lifetimes, written from its specification and sharing no code with
// any store.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "faultline/engine/words/outcome.h"
#include "faultline/models/store/store_replies.h"
#include "faultline/models/store/store_words.h"

namespace faultline::models {

// The state a correct store and its one client have. ETags are minted by the system: the model knows one when a
// `get` or `bulk_get` shows it, and until then knows only that it is none it has seen. A value type.
class StoreRules {
 public:
  // Whether the reply is right here; takes the effect.
  bool judge(const Get& get, const StoreReply& reply);
  bool judge(const Set& set, const StoreReply& reply);
  bool judge(const Delete& erase, const StoreReply& reply);
  bool judge(const Multi& multi, const StoreReply& reply);
  bool judge(const Counters&, const StoreReply& reply) const;
  bool judge(const Checkpoint&, const StoreReply& reply) const;
  bool judge(const BulkGet& bulk, const StoreReply& reply);
  bool judge(const BulkSet& bulk, const StoreReply& reply);
  bool judge(const BulkDelete& bulk, const StoreReply& reply);
  bool judge(const ListKeys& list, const StoreReply& reply) const;
  bool judge(const DeletePrefix& erase, const StoreReply& reply);

  // What the client remembers of a reply.
  template <class Command>
  void learn(const Command&, const StoreReply&) {}
  void learn(const Get& get, const StoreReply& reply);
  void learn(const BulkGet& bulk, const StoreReply& reply);

  // What a right reply looks like.
  std::string expected(const Get& get) const;
  std::string expected(const Set& set) const;
  std::string expected(const Delete& erase) const;
  std::string expected(const Multi& multi) const;
  std::string expected(const Counters&) const;
  std::string expected(const Checkpoint&) const;
  std::string expected(const BulkGet& bulk) const;
  std::string expected(const BulkSet& bulk) const;
  std::string expected(const BulkDelete& bulk) const;
  std::string expected(const ListKeys& list) const;
  std::string expected(const DeletePrefix& erase) const;

  // Takes the effect a command has when its reply is not seen.
  void take(const Set& set);
  void take(const Delete& erase);
  void take(const Multi& multi);
  void take(const BulkSet& bulk);
  void take(const BulkDelete& bulk);
  void take(const DeletePrefix& erase);
  template <class Reading>
  void take(const Reading&) {}

  // An injected transient failure of a transaction.
  bool permits_failure(const Multi& multi, const Error& error);

  void inject(const StoreFault& fault);
  void heal() { armed_.reset(); }
  void after_crash();  // the fault wrapper's state dies with its process; the client's memory does not

  // Time passes, over restarts too. What expires is gone as if it had never been.
  void advance(std::int64_t seconds);

  bool operator==(const StoreRules&) const = default;

 private:
  struct Stored {
    StoreValue value;
    std::optional<std::string> etag;           // empty: not seen yet
    std::optional<std::int64_t> seconds_left;  // expired when below 0; empty: never

    bool operator==(const Stored&) const = default;
  };
  struct Seen {
    std::string last, before;  // "": none

    bool operator==(const Seen&) const = default;
  };
  struct Armed {
    std::string substring;
    std::int64_t remaining = 0;
    bool mismatch = false;
    bool notified = false;

    bool operator==(const Armed&) const = default;
  };

  const std::optional<Stored>& item(StoreKey key) const { return items_[key.rank()]; }
  std::optional<Stored>& item(StoreKey key) { return items_[key.rank()]; }
  std::string shown(StoreKey key) const;
  bool may_be_shown(StoreKey key, const Found& found);
  void see(StoreKey key, const Found& found);

  std::optional<Refusal> refusal(StoreKey key, EtagUse use, bool first_write) const;
  std::optional<Refusal> refusal(const Set& set) const { return refusal(set.key, set.etag, set.first_write); }
  std::optional<Refusal> refusal(const Delete& erase) const {
    return refusal(erase.key, erase.etag, erase.first_write);
  }
  std::optional<Refusal> refusal(const Multi& multi) const;
  void apply(const Set& set);
  void apply(const Delete& erase) { item(erase.key).reset(); }
  void apply(const Multi& multi);

  bool fires(const Multi& multi) const;
  void book_firing();

  std::vector<StoreKey> keys_with(KeyPrefix prefix) const;
  std::vector<std::string> keys_like(KeyPattern pattern) const;

  // All at the position of their key's rank: there are few keys, and they are looked up at every step.
  std::array<std::optional<Stored>, StoreKey::size()> items_;
  std::array<Seen, StoreKey::size()> seen_;
  std::optional<Armed> armed_;
  Counted counted_;
};

}  // namespace faultline::models
