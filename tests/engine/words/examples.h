// Described values of every shape, for the tests of what walks them: bytes, JSON, text.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"

namespace faultline::examples {

enum class Colour : std::uint8_t { red, green, blue };
BOOST_DESCRIBE_ENUM(Colour, red, green, blue)

struct Item {
  Key key;
  Ranged<-5, 10> level;
  bool flag = false;
  std::string note;

  bool operator==(const Item&) const = default;
};
BOOST_DESCRIBE_STRUCT(Item, (), (key, level, flag, note))

struct Box {
  std::vector<Item> items;
  std::optional<Colour> colour;
  std::int64_t number = 0;
  std::uint8_t small = 0;

  bool operator==(const Box&) const = default;
};
BOOST_DESCRIBE_STRUCT(Box, (), (items, colour, number, small))

struct BulkGet {
  std::vector<Key> keys;

  bool operator==(const BulkGet&) const = default;
};
BOOST_DESCRIBE_STRUCT(BulkGet, (), (keys))

struct Token {
  Minted id;

  bool operator==(const Token&) const = default;
};
BOOST_DESCRIBE_STRUCT(Token, (), (id))

struct Flush {
  bool operator==(const Flush&) const = default;
};
BOOST_DESCRIBE_STRUCT(Flush, (), ())

using Thing = std::variant<Item, Box, BulkGet, Token, Flush>;

// To be called inside a property: any value. Texts are ASCII with its control characters, as JSON must be UTF-8.
inline std::string any_text() { return *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127)); }

inline Item any_item() {
  return {Key::at(*rc::gen::inRange<std::uint64_t>(0, Key::size())), *rc::gen::inRange<std::int64_t>(-5, 11),
          *rc::gen::arbitrary<bool>(), any_text()};
}

inline Thing any_thing() {
  const auto few = [] { return *rc::gen::inRange(0, 4); };
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return any_item();
    case 1: {
      Box box{{}, std::nullopt, *rc::gen::arbitrary<std::int64_t>(), *rc::gen::arbitrary<std::uint8_t>()};
      for (int n = few(); n > 0; --n) box.items.push_back(any_item());
      if (*rc::gen::arbitrary<bool>()) box.colour = *rc::gen::element(Colour::red, Colour::green, Colour::blue);
      return box;
    }
    case 2: {
      BulkGet get;
      for (int n = few(); n > 0; --n) get.keys.push_back(any_item().key);
      return get;
    }
    case 3:
      return Token{{any_text()}};
    default:
      return Flush{};
  }
}

}  // namespace faultline::examples
