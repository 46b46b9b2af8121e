// What clients say to a store, and what may be armed against it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/domain.h"
#include "faultline/engine/words/text.h"

namespace faultline::models {

// Few keys, so that they collide; "ab" contains two of the others, as faults match by substring.
using StoreKey = OneOf<"a", "b", "c", "ab">;
using StoreValue = Ranged<0, 99>;

// Seconds. 0 sends none; -1 is sent as it is and means the same: the item never expires.
using StoreTtl = Ranged<-1, 3>;

// `%` is any text, `_` any one character, `\` takes the next character as it is. The last two are errors.
using KeyPattern = OneOf<"%", "a%", "_", "%b", "_b", "\\%", "\\a_", "", "a\\">;
using KeyPrefix = OneOf<"a", "b", "ab", "c", "">;

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
  StoreTtl ttl;
  EtagUse etag = EtagUse::none;
  bool first_write = false;

  std::string show() const;
};
BOOST_DESCRIBE_STRUCT(Set, (), (key, value, ttl, etag, first_write))

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

// Each item on its own, in order, with its own answer.
struct BulkGet {
  std::vector<StoreKey> keys;

  std::string show() const;
};
BOOST_DESCRIBE_STRUCT(BulkGet, (), (keys))

struct BulkSet {
  std::vector<Set> sets;

  std::string show() const;
};
BOOST_DESCRIBE_STRUCT(BulkSet, (), (sets))

struct BulkDelete {
  std::vector<Delete> deletes;

  std::string show() const;
};
BOOST_DESCRIBE_STRUCT(BulkDelete, (), (deletes))

// All keys of the pattern, read in pages of this size.
struct ListKeys {
  KeyPattern pattern;
  Count<1, 3> page_size;
};
BOOST_DESCRIBE_STRUCT(ListKeys, (), (pattern, page_size))

// All or none.
struct DeletePrefix {
  KeyPrefix prefix;
};
BOOST_DESCRIBE_STRUCT(DeletePrefix, (), (prefix))

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
