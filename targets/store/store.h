// What every state store of this folder offers: items with ETags, single writes, transactions, bulk calls.
// Behaviour: a write may demand an ETag or that the item is new (etag.h); a transaction is all or nothing.
#pragma once

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

// A write of one key. An absent or empty `etag` names no version.
struct Upsert {
  std::string key;
  std::string value;
  std::optional<std::string> etag = std::nullopt;
  Concurrency concurrency = Concurrency::last_write;

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

  // The most operations `multi` takes; -1 = no limit.
  virtual int multi_max_size() const;
};

}  // namespace faultline::store
