// The rules of a transactional store with ETags, written from its specification and sharing no code with any store.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "faultline/engine/words/outcome.h"
#include "faultline/models/store/store_words.h"

namespace faultline::models {

// The state a correct store and its one client have. ETags are minted by the system: the model learns one when a
// `get` shows it, and until then knows only that it is none it has seen. A value type.
class StoreRules {
 public:
  // Whether the reply is right here; takes the effect and learns from the reply.
  bool judge(const Get& get, const StoreReply& reply);
  bool judge(const Set& set, const StoreReply& reply);
  bool judge(const Delete& erase, const StoreReply& reply);
  bool judge(const Multi& multi, const StoreReply& reply);
  bool judge(const Counters&, const StoreReply& reply) const;
  bool judge(const Checkpoint&, const StoreReply& reply) const;

  // What a right reply looks like.
  std::string expected(const Get& get) const;
  std::string expected(const Set& set) const;
  std::string expected(const Delete& erase) const;
  std::string expected(const Multi& multi) const;
  std::string expected(const Counters&) const;
  std::string expected(const Checkpoint&) const;

  // Takes the effect a command has when its reply is not seen.
  void take(const Set& set);
  void take(const Delete& erase);
  void take(const Multi& multi);
  template <class Reading>
  void take(const Reading&) {}

  // An injected transient failure of a transaction.
  bool permits_failure(const Multi& multi, const Error& error);

  void inject(const StoreFault& fault);
  void heal() { armed_.reset(); }
  void after_crash();  // the fault wrapper's state dies with its process; the client's memory does not

  bool operator==(const StoreRules&) const = default;

 private:
  struct Stored {
    std::string value;
    std::optional<std::string> etag;  // empty: not seen yet

    bool operator==(const Stored&) const = default;
  };
  struct Seen {
    std::string last, before;

    bool operator==(const Seen&) const = default;
  };
  struct Armed {
    std::string substring;
    std::int64_t remaining = 0;
    bool mismatch = false;
    bool notified = false;

    bool operator==(const Armed&) const = default;
  };

  std::optional<Refusal> refusal(StoreKey key, EtagUse use, bool first_write) const;
  std::optional<Refusal> refusal(const Write& write) const;
  std::optional<Refusal> refusal(const Multi& multi) const;
  bool fires(const Multi& multi) const;
  void book_firing();
  void apply(const Write& write);
  template <class W>
  bool judge_write(const W& write, const StoreReply& reply);

  std::map<StoreKey, Stored> items_;
  std::map<StoreKey, Seen> seen_;
  std::optional<Armed> armed_;
  Counted counted_;
};

}  // namespace faultline::models
