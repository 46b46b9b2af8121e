// What every state store of this folder offers: items with ETags and a time to live, single writes, transactions, bulk
// calls, listing and deleting by key.
// Behaviour: a write may demand an ETag or that the item is new (etag.h); a transaction is all or nothing; an expired
// item (stored_items.h) does not exist for any call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <boost/system/result.hpp>

namespace faultline::store {

// Why a call did not do what it was asked. `text` is for people; only `kind` is for programs.
struct StoreError {
  enum class Kind {
    invalid_etag,     // the given ETag is not one that a store could have minted
    etag_mismatch,    // the item is not the one the caller saw, or exists though it should not
    transient,        // failed for no reason of the caller's; nothing was changed
    cancelled,        // the stop token was set; nothing was changed
    invalid_request,  // never going to work: an unknown name, too large
    corrupt,          // the stored bytes are not what was written
    io,               // the file system or the database said no
  };
  Kind kind = Kind::io;
  std::string text;

  bool operator==(const StoreError&) const = default;
};

// "etag_mismatch" and so on.
const char* to_string(StoreError::Kind kind);

// A value or a StoreError. `value()` on an error throws std::runtime_error with the error's text.
template <class T>
using Result = boost::system::result<T, StoreError>;
[[noreturn]] void throw_exception_from_error(const StoreError& error, const boost::source_location& where);

// A stored value and the ETag of the write that put it there.
struct Item {
  std::string value;
  std::string etag;

  bool operator==(const Item&) const = default;
};

// first_write: the write may not replace an item without naming its ETag. last_write: it may.
enum class Concurrency { last_write, first_write };

// "first-write" or "last-write"; "" is the default, last-write. Anything else is invalid_request.
Result<Concurrency> parse_concurrency(std::string_view name);

// How fresh a read must be. Every store of this folder is strong, which satisfies both, so no call takes one: it is
// here for adapters that are given its name.
enum class Consistency { eventual, strong };

// "eventual" or "strong"; "" is the default, strong: who can live with less must say so. Anything else is
// invalid_request.
Result<Consistency> parse_consistency(std::string_view name);

// A time to live in whole seconds; "" is absent. Errors: invalid_request for what is no decimal integer or does not
// fit. 0 and negative ones are allowed: they mean no expiry.
Result<std::optional<std::int64_t>> parse_ttl(std::string_view text);

// Seconds since any fixed moment. A test passes its own and moves it by hand.
using Clock = std::function<std::int64_t()>;
std::int64_t system_clock_seconds();  // since 1970

// A write of one key. An absent or empty `etag` names no version. The item expires when the store's clock is past the
// second of the write plus `ttl_seconds`; absent, 0 or negative = never, also when the item replaced had a limit.
struct Upsert {
  std::string key;
  std::string value;
  std::optional<std::string> etag = std::nullopt;
  Concurrency concurrency = Concurrency::last_write;
  std::optional<std::int64_t> ttl_seconds = std::nullopt;

  bool operator==(const Upsert&) const = default;
};

// A delete of one key. Deleting a missing key succeeds, unless an ETag is given.
struct Erase {
  std::string key;
  std::optional<std::string> etag = std::nullopt;
  Concurrency concurrency = Concurrency::last_write;

  bool operator==(const Erase&) const = default;
};

using Operation = std::variant<Upsert, Erase>;

// Some keys of a listing, and the token that asks for those behind them; "" = there are none.
struct KeyPage {
  std::vector<std::string> keys;
  std::string next;

  bool operator==(const KeyPage&) const = default;
};

inline constexpr std::size_t kPageSize = 1000;

// What a store can do beyond reading and writing.
enum class Feature { etag, transactional, ttl };

// Every call is thread-safe and leaves its arguments as they were. A failed call has changed nothing, except
// where a store says otherwise of `io`.
class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  // The item, or nothing when the key is missing.
  virtual Result<std::optional<Item>> get(const std::string& key) = 0;

  virtual Result<void> set(const Upsert& upsert) = 0;
  virtual Result<void> erase(const Erase& erase) = 0;

  // All the operations or none. Everything is validated first, then every ETag is checked against the state before
  // the transaction, then the operations are applied in order: of two on one key, the later wins. Empty is fine.
  // Cancelled by `stop` only before anything is changed.
  virtual Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop = {}) = 0;

  // One answer per key, in the order of `keys`. The first failing read fails the call.
  virtual Result<std::vector<std::optional<Item>>> bulk_get(const std::vector<std::string>& keys,
                                                            std::stop_token stop = {});

  // Each item on its own, in order, with its own answer: not a transaction.
  virtual std::vector<Result<void>> bulk_set(const std::vector<Upsert>& upserts);
  virtual std::vector<Result<void>> bulk_erase(const std::vector<Erase>& erases);

  // The keys that match the whole `pattern` (key_pattern.h), in byte order, at most `page_size` of them, then those
  // after `continuation`, the `next` of the page before. A token stays good when keys are written or deleted in
  // between; no key that exists throughout is left out or comes twice. Errors: invalid_request for an empty pattern,
  // one that ends in a lone `\`, a page size of 0, or a token that no page gave.
  virtual Result<KeyPage> list_keys(const std::string& pattern, std::size_t page_size = kPageSize,
                                    const std::string& continuation = "") = 0;

  // Deletes every item whose key begins with `prefix`, whatever its ETag, all or none, and says how many there were.
  // Errors: invalid_request for an empty prefix.
  virtual Result<std::uint64_t> erase_prefix(const std::string& prefix) = 0;

  // All three; a store that has less must say so.
  virtual std::vector<Feature> features() const;

  // The most operations `multi` takes; -1 = no limit.
  virtual int multi_max_size() const;
};

}  // namespace faultline::store
