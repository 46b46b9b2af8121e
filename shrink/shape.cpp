#include "faultline/shrink/shape.h"

#include <algorithm>
#include <array>
#include <bit>

namespace faultline::shrink {
namespace {

constexpr Number kLastLetter = 0x1100ff;  // code points, then bytes that belong to none

// ASCII, the simplest first: letters, digits, capitals, the rest that prints, control characters.
struct Ascii {
  std::array<std::uint8_t, 128> letter{}, rank{};

  Ascii() {
    std::size_t next = 0;
    const auto add = [&](int from, int to) {
      for (int c = from; c <= to; ++c) {
        rank[static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(next);
        letter[next++] = static_cast<std::uint8_t>(c);
      }
    };
    add('a', 'z');
    add('0', '9');
    add('A', 'Z');
    add(' ', '/');
    add(':', '@');
    add('[', '`');
    add('{', '~');
    add(0, 31);
    add(127, 127);
  }
};

const Ascii& ascii() {
  static const Ascii table;
  return table;
}

Number origin(const Shape& shape) { return shape.low > 0 ? shape.low : shape.high < 0 ? shape.high : 0; }

}  // namespace

const Shape& letter_shape() {
  static const Shape shape = detail::number_shape(Shape::Scale::letter, 0, kLastLetter);
  return shape;
}

Number number_at(const Shape& shape, std::uint64_t rank) {
  if (shape.scale == Shape::Scale::letter) return rank < 128 ? Number{ascii().letter[rank]} : Number{rank};
  if (shape.scale != Shape::Scale::integer) return rank;
  const Number up = shape.high - origin(shape), down = origin(shape) - shape.low, both = std::min(up, down);
  const bool paired = rank <= 2 * both;
  const Number away = paired ? (Number{rank} + 1) / 2 : Number{rank} - both;
  const bool above = paired ? rank % 2 == 1 : up > down;
  return above ? origin(shape) + away : origin(shape) - away;
}

std::optional<std::uint64_t> rank_of(const Shape& shape, Number number) {
  if (number < shape.low || number > shape.high) return std::nullopt;
  if (shape.scale == Shape::Scale::letter)
    return number < 128 ? ascii().rank[static_cast<std::size_t>(number)] : static_cast<std::uint64_t>(number);
  if (shape.scale != Shape::Scale::integer) return static_cast<std::uint64_t>(number);
  const Number up = shape.high - origin(shape), down = origin(shape) - shape.low, both = std::min(up, down);
  const bool above = number >= origin(shape);
  const Number away = above ? number - origin(shape) : origin(shape) - number;
  if (away > both) return static_cast<std::uint64_t>(both + away);
  return static_cast<std::uint64_t>(away == 0 ? 0 : 2 * away - (above ? 1 : 0));
}

std::uint64_t real_rank(double value) {
  return std::bit_cast<std::uint64_t>(value) << 1 | std::bit_cast<std::uint64_t>(value) >> 63;
}

std::uint64_t real_rank(float value) { return std::rotl(std::bit_cast<std::uint32_t>(value), 1); }

float float_at(std::uint64_t rank) { return std::bit_cast<float>(std::rotr(static_cast<std::uint32_t>(rank), 1)); }

double real_at(std::uint64_t rank) { return std::bit_cast<double>(rank >> 1 | rank << 63); }

std::uint64_t real_rank(const Shape& shape, double value) {
  return shape.high > ~std::uint32_t{0} ? real_rank(value) : real_rank(static_cast<float>(value));
}
double real_at(const Shape& shape, std::uint64_t rank) {
  return shape.high > ~std::uint32_t{0} ? real_at(rank) : double{float_at(rank)};
}

}  // namespace faultline::shrink
