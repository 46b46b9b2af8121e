// What clients say to a store, what it answers, and what may be armed against it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/domain.h"
#include "faultline/engine/words/text.h"

namespace faultline::models {

// Few keys, so that they collide; "ab" contains two of the others, as faults match by substring.
using StoreKey = OneOf<"a", "b", "c", "ab">;
using StoreValue = Ranged<0, 99>;

// The ETag a write carries: none, the last one this client saw for the key, the one it saw before that, or text that
// is no ETag. A client that has seen none sends one that was never minted.
enum class EtagUse : std::uint8_t { none, seen, stale, malformed };
BOOST_DESCRIBE_ENUM(EtagUse, none, seen, stale, malformed)

struct Get {
  StoreKey key;
};
BOOST_DESCRIBE_STRUCT(Get, (), (key))

struct Set {
  StoreKey key;
  StoreValue value;
  EtagUse etag = EtagUse::none;
  bool first_write = false;

  std::string show() const;
};
BOOST_DESCRIBE_STRUCT(Set, (), (key, value, etag, first_write))

struct Delete {
  StoreKey key;
  EtagUse etag = EtagUse::none;
  bool first_write = false;

  std::string show() const;
};
BOOST_DESCRIBE_STRUCT(Delete, (), (key, etag, first_write))

// A transaction.
using Write = std::variant<Set, Delete>;
struct Multi {
  std::vector<Write> writes;

  std::string show() const;
};
BOOST_DESCRIBE_STRUCT(Multi, (), (writes))

// Reads the fault wrapper's counters.
struct Counters {};
BOOST_DESCRIBE_STRUCT(Counters, (), ())

// Folds a log into a snapshot, where there is one.
struct Checkpoint {};
BOOST_DESCRIBE_STRUCT(Checkpoint, (), ())

// Replies.
struct Found {
  std::string value;
  Minted etag;

  std::string show() const { return value + " etag=" + etag.text; }
};
BOOST_DESCRIBE_STRUCT(Found, (), (value, etag))

struct NotFound {
  std::string show() const { return "not found"; }
};
BOOST_DESCRIBE_STRUCT(NotFound, (), ())

struct Done {
  std::string show() const { return "ok"; }
};
BOOST_DESCRIBE_STRUCT(Done, (), ())

enum class Refusal : std::uint8_t { invalid_etag, etag_mismatch };
BOOST_DESCRIBE_ENUM(Refusal, invalid_etag, etag_mismatch)
struct Refused {
  Refusal why = Refusal::etag_mismatch;

  std::string show() const { return "refused " + to_text(why); }
};
BOOST_DESCRIBE_STRUCT(Refused, (), (why))

// Injected failures, notifications of them, and transactions the observer saw, since the wrapper was made.
struct Counted {
  std::uint64_t failed = 0, notified = 0, observed = 0;

  bool operator==(const Counted&) const = default;
  std::string show() const { return fmt::format("failed={} notified={} observed={}", failed, notified, observed); }
};
BOOST_DESCRIBE_STRUCT(Counted, (), (failed, notified, observed))

using StoreReply = std::variant<Done, NotFound, Found, Refused, Counted>;

// Faults: the next n transactions that write a key containing `substring` fail. One slot: arming replaces.
struct FailTransactions {
  StoreKey substring;
  Count<1, 3> n;
};
BOOST_DESCRIBE_STRUCT(FailTransactions, (), (substring, n))

struct MismatchTransactions {
  StoreKey substring;
  Count<1, 3> n;
};
BOOST_DESCRIBE_STRUCT(MismatchTransactions, (), (substring, n))

using StoreFault = std::variant<FailTransactions, MismatchTransactions>;

}  // namespace faultline::models
