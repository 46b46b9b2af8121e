// Strong field types that carry their domain, so that generation and shrinking never leave it.
#pragma once

#include <algorithm>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace faultline {

// An integer in [Low, High]. The simplest value is the one nearest to zero; of two equally near, the positive one.
template <std::int64_t Low, std::int64_t High>
class Ranged {
  static_assert(Low <= High);

 public:
  static constexpr std::int64_t low = Low;
  static constexpr std::int64_t high = High;

  constexpr Ranged() = default;
  constexpr Ranged(std::int64_t value) : value_(value) {  // NOLINT: a plain number is how it is written
    if (value < Low || value > High) throw std::out_of_range("value outside its Ranged domain");
  }
  constexpr operator std::int64_t() const { return value_; }  // NOLINT

  static constexpr std::uint64_t size() {
    return static_cast<std::uint64_t>(High) - static_cast<std::uint64_t>(Low) + 1;  // 0 = all of 2^64
  }
  // Position in the order from simplest to least simple.
  constexpr std::uint64_t rank() const {
    const auto distance = [](std::int64_t a, std::int64_t b) {
      return static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b);
    };
    const std::uint64_t up = distance(High, origin()), down = distance(origin(), Low), both = std::min(up, down);
    const bool above = value_ >= origin();
    const std::uint64_t away = above ? distance(value_, origin()) : distance(origin(), value_);
    if (away > both) return both + away;
    return away == 0 ? 0 : 2 * away - (above ? 1 : 0);
  }
  static constexpr Ranged at(std::uint64_t rank) {
    const std::uint64_t up = static_cast<std::uint64_t>(High) - static_cast<std::uint64_t>(origin());
    const std::uint64_t down = static_cast<std::uint64_t>(origin()) - static_cast<std::uint64_t>(Low);
    const std::uint64_t both = std::min(up, down);
    const bool paired = rank <= 2 * both;
    const std::uint64_t away = paired ? (rank + 1) / 2 : rank - both;
    const bool above = paired ? rank % 2 == 1 : up > down;
    const auto base = static_cast<std::uint64_t>(origin());
    return Ranged(static_cast<std::int64_t>(above ? base + away : base - away));
  }

  constexpr auto operator<=>(const Ranged&) const = default;
  // Against plain integers too; without these both sides could convert, and neither would win.
  template <std::integral I>
  constexpr bool operator==(I other) const {
    return value_ == static_cast<std::int64_t>(other);
  }
  template <std::integral I>
  constexpr auto operator<=>(I other) const {
    return value_ <=> static_cast<std::int64_t>(other);
  }

 private:
  static constexpr std::int64_t origin() { return Low > 0 ? Low : High < 0 ? High : 0; }

  std::int64_t value_ = origin();
};

// A count from Low to High, such as "fail the next n".
template <std::int64_t Low, std::int64_t High>
using Count = Ranged<Low, High>;

// A string literal as a template argument.
template <std::size_t N>
struct Literal {
  char text[N]{};
  constexpr Literal(const char (&literal)[N]) { std::copy_n(literal, N, text); }  // NOLINT
  constexpr std::string_view view() const { return {text, N - 1}; }
};

// One of a closed list of words, simplest first: `using Key = OneOf<"a", "b", "c">`.
template <Literal... Words>
class OneOf {
 public:
  constexpr OneOf() = default;
  constexpr OneOf(std::string_view word) : index_(find(word)) {}        // NOLINT
  constexpr OneOf(const char* word) : OneOf(std::string_view(word)) {}  // NOLINT
  constexpr std::string_view view() const { return kWords[index_]; }
  std::string str() const { return std::string(view()); }

  static constexpr std::uint64_t size() { return sizeof...(Words); }
  constexpr std::uint64_t rank() const { return index_; }
  static constexpr OneOf at(std::uint64_t rank) {
    OneOf word;
    word.index_ = static_cast<std::uint8_t>(rank);
    return word;
  }

  constexpr auto operator<=>(const OneOf&) const = default;

 private:
  static_assert(sizeof...(Words) > 0 && sizeof...(Words) <= 256);
  static constexpr std::string_view kWords[] = {Words.view()...};

  static constexpr std::uint8_t find(std::string_view word) {
    for (std::size_t i = 0; i < sizeof...(Words); ++i)
      if (kWords[i] == word) return static_cast<std::uint8_t>(i);
    throw std::out_of_range("word outside its OneOf domain");
  }

  std::uint8_t index_ = 0;
};

// A key from a small domain: keys that never collide find nothing.
using Key = OneOf<"a", "b", "c", "d">;

// An id that the system mints (an ETag, a handle). Only which of them are equal matters to a history: its digest
// renames them by first appearance.
struct Minted {
  std::string text;

  auto operator<=>(const Minted&) const = default;
};

}  // namespace faultline
