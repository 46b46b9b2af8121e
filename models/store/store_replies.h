// What a store answers.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/domain.h"
#include "faultline/engine/words/text.h"

namespace faultline::models {

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

enum class Refusal : std::uint8_t { invalid_etag, etag_mismatch, invalid_request };
BOOST_DESCRIBE_ENUM(Refusal, invalid_etag, etag_mismatch, invalid_request)
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

// Of a bulk call: one answer per item, in the order of the request.
using ItemReply = std::variant<Done, NotFound, Found, Refused>;
struct Each {
  std::vector<ItemReply> items;

  std::string show() const { return to_text(items); }
};
BOOST_DESCRIBE_STRUCT(Each, (), (items))

// All pages of a listing, one after the other.
struct Listed {
  std::vector<std::string> keys;

  std::string show() const { return to_text(keys); }
};
BOOST_DESCRIBE_STRUCT(Listed, (), (keys))

struct Erased {
  std::uint64_t count = 0;

  std::string show() const { return fmt::format("{} deleted", count); }
};
BOOST_DESCRIBE_STRUCT(Erased, (), (count))

using StoreReply = std::variant<Done, NotFound, Found, Refused, Counted, Each, Listed, Erased>;

}  // namespace faultline::models
