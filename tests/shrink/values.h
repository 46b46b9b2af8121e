// Values to shrink: a type with every kind of member, one that holds itself, and random trees of any shape.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/domain.h"
#include "faultline/engine/words/seed.h"
#include "faultline/shrink/tree.h"

namespace faultline::shrink::testing {

enum class Colour : std::uint8_t { red, green, blue };
BOOST_DESCRIBE_ENUM(Colour, red, green, blue)

struct Point {
  std::int32_t x = 0;
  std::int32_t y = 0;

  bool operator==(const Point&) const = default;
};
BOOST_DESCRIBE_STRUCT(Point, (), (x, y))

using Word = OneOf<"a", "b", "c", "d">;
using Either = std::variant<std::monostate, std::int32_t, std::string, Point>;

struct Everything {
  bool flag = false;
  std::int8_t tiny = 0;
  std::int64_t wide = 0;
  std::uint64_t count = 0;
  double real = 0;
  std::string text;
  Colour colour = Colour::red;
  std::optional<std::int32_t> maybe;
  Either either;
  std::vector<Point> points;
  std::vector<std::vector<std::int32_t>> nested;
  Word word;
  Ranged<5, 9> ranged;
  Minted minted;

  bool operator==(const Everything&) const = default;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (flag, tiny, wide, count, real, text, colour, maybe, either, points, nested, word, ranged,
                       minted))

struct Heap {
  Ranged<0, 99> value;
  std::unique_ptr<Heap> left, right;
};
BOOST_DESCRIBE_STRUCT(Heap, (), (value, left, right))

inline bool operator==(const Heap& a, const Heap& b) {
  const auto same = [](const auto& one, const auto& other) { return one && other ? *one == *other : !one && !other; };
  return a.value == b.value && same(a.left, b.left) && same(a.right, b.right);
}

// Numbers near the simplest, anywhere, and at the end of the domain; fewer parts the deeper it gets.
inline Node random_tree(const Shape& shape, Draws& draws, std::uint64_t depth = 0) {
  Node node{&shape};
  const auto fill = [&](const Shape& part) { node.parts.push_back(random_tree(part, draws, depth + 1)); };
  switch (shape.kind) {
    case Shape::Kind::number: {
      if (shape.scale == Shape::Scale::real) {
        node.rank = real_rank(static_cast<double>(draws.below(2000)) / 8 - 100);
        break;
      }
      const auto last = static_cast<std::uint64_t>(shape.high - shape.low);
      const std::uint64_t any = last + 1 == 0 ? draws.next() : draws.below(last + 1);
      node.rank = draws.chance(1, 3) ? any : draws.chance(1, 20) ? last : std::min(last, draws.below(40));
      break;
    }
    case Shape::Kind::text:
      for (auto n = draws.below(4); n > 0; --n) node.parts.push_back({&letter_shape(), draws.below(40)});
      break;
    case Shape::Kind::choice:
      node.rank = draws.below(shape.parts.size());
      fill(shape.parts[node.rank].shape());
      break;
    case Shape::Kind::optional:
      if (draws.chance(2, 3 + depth)) fill(shape.parts.front().shape());
      break;
    case Shape::Kind::sequence:
      for (auto n = draws.below(8 / (depth + 1) + 1); n > 0; --n) fill(shape.parts.front().shape());
      break;
    case Shape::Kind::record:
      for (const auto& member : shape.parts) fill(member.shape());
  }
  return node;
}

template <class T>
T random_value(std::uint64_t seed) {
  Draws draws(seed, 0);
  return value_of<T>(random_tree(shape_of<T>(), draws));
}

}  // namespace faultline::shrink::testing
