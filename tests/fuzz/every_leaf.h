// A schedule in which every kind of field that a command may have occurs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"
#include "faultline/engine/words/schedule.h"

namespace faultline::fuzz {

enum class Colour : std::uint8_t { red, green, blue };
BOOST_DESCRIBE_ENUM(Colour, red, green, blue)

struct Numbers {
  std::int8_t i8 = 0;
  std::uint8_t u8 = 0;
  std::int32_t i32 = 0;
  std::int64_t i64 = 0;
  std::uint64_t u64 = 0;
  float f32 = 0;
  double f64 = 0;
  bool flag = false;
  bool operator==(const Numbers&) const = default;
};
BOOST_DESCRIBE_STRUCT(Numbers, (), (i8, u8, i32, i64, u64, f32, f64, flag))

struct Words {
  Key key;
  Count<1, 3> count;
  Ranged<-1000, 5> level;
  Colour colour{};
  Minted id;
  std::string note;
  bool operator==(const Words&) const = default;
};
BOOST_DESCRIBE_STRUCT(Words, (), (key, count, level, colour, id, note))

struct Nothing {
  bool operator==(const Nothing&) const = default;
};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

struct Nested {
  std::optional<Words> words;
  std::vector<std::optional<std::int32_t>> numbers;
  std::vector<Nothing> nothings;
  std::variant<Nothing, Numbers> either;
  std::vector<std::vector<std::string>> texts;
  bool operator==(const Nested&) const = default;
};
BOOST_DESCRIBE_STRUCT(Nested, (), (words, numbers, nothings, either, texts))

using Command = std::variant<Numbers, Words, Nested, Nothing>;
using Fault = std::variant<Words, Nothing>;
using Schedule = std::vector<Step<Command, Fault>>;

}  // namespace faultline::fuzz
