// The shapes of described values, so that passes see every value as a tree of a few kinds of node and are compiled
// once, not for every type.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"

namespace faultline::shrink {

// Wide enough for any sum or difference of two 64-bit integers.
__extension__ typedef __int128 Number;

template <class T>
inline constexpr bool is_pointer = detail::is_a<T, std::unique_ptr>;

struct Shape {
  enum class Kind : std::uint8_t { number, text, choice, optional, sequence, record };
  // What a number's ranks stand for. Integers: 0, 1, -1, 2, -2 ... as far as the domain goes, or the end of it that is
  // nearest to zero and on from there. Words: enumerators, booleans and other closed lists, as they are numbered.
  // Reals: by magnitude. Letters: a to z first.
  enum class Scale : std::uint8_t { integer, word, real, letter };

  using Get = const Shape& (*)();
  struct Part {
    std::string name;
    Get shape;
  };

  Kind kind = Kind::record;
  Scale scale = Scale::integer;
  Number low = 0, high = 0;               // of numbers, the domain; of reals, that of their ranks
  std::vector<std::string_view> words{};  // of a word that is text, all of the list
  std::vector<Part> parts{};  // members; alternatives; or the one shape of elements, letters, the optional value
};

// The simplest rank is 0. `rank_of` gives nothing for a number outside the domain. Not for reals.
Number number_at(const Shape& shape, std::uint64_t rank);
std::optional<std::uint64_t> rank_of(const Shape& shape, Number number);

// A real's rank grows with its magnitude, so 0 is the simplest. Floats have ranks of their own: each rank is another
// one.
std::uint64_t real_rank(double value);
std::uint64_t real_rank(float value);
double real_at(std::uint64_t rank);
float float_at(std::uint64_t rank);
// The same for the real type that has this shape.
std::uint64_t real_rank(const Shape& shape, double value);
double real_at(const Shape& shape, std::uint64_t rank);

const Shape& letter_shape();

template <class T>
const Shape& shape_of();

namespace detail {

template <class T>
std::size_t enumerator_count() {
  return boost::mp11::mp_size<boost::describe::describe_enumerators<T>>::value;
}

inline Shape number_shape(Shape::Scale scale, Number low, Number high) {
  return {Shape::Kind::number, scale, low, high, {}, {}};
}

template <Ranked T>
Shape ranked_shape() {
  if constexpr (requires { T::low; }) {
    return number_shape(Shape::Scale::integer, T::low, T::high);
  } else {
    Shape shape = number_shape(Shape::Scale::word, 0, static_cast<Number>(T::size()) - 1);
    if constexpr (requires(const T& word) { word.view(); })
      for (std::uint64_t rank = 0; rank < T::size(); ++rank) shape.words.push_back(T::at(rank).view());
    return shape;
  }
}

template <class T>
Shape make_shape() {
  using Kind = Shape::Kind;
  using Limits = std::numeric_limits<T>;
  if constexpr (Ranked<T>) {
    return ranked_shape<T>();
  } else if constexpr (std::is_same_v<T, bool>) {
    return number_shape(Shape::Scale::word, 0, 1);
  } else if constexpr (DescribedEnum<T>) {
    return number_shape(Shape::Scale::word, 0, static_cast<Number>(enumerator_count<T>()) - 1);
  } else if constexpr (Integer<T>) {
    return number_shape(Shape::Scale::integer, Limits::min(), Limits::max());
  } else if constexpr (std::is_floating_point_v<T>) {
    return number_shape(Shape::Scale::real, 0, std::is_same_v<T, float> ? ~std::uint32_t{0} : ~std::uint64_t{0});
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Minted>) {
    return {Kind::text, {}, 0, 0, {}, {{"", &letter_shape}}};
  } else if constexpr (Variant<T>) {
    Shape shape{Kind::choice, {}, 0, 0, {}, {}};
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, T>>([&](auto type) {
      using Alternative = typename decltype(type)::type;
      shape.parts.push_back({type_name<Alternative>(), &shape_of<Alternative>});
    });
    return shape;
  } else if constexpr (Optional<T>) {
    return {Kind::optional, {}, 0, 0, {}, {{"", &shape_of<typename T::value_type>}}};
  } else if constexpr (is_pointer<T>) {
    return {Kind::optional, {}, 0, 0, {}, {{"", &shape_of<typename T::element_type>}}};
  } else if constexpr (Vector<T>) {
    return {Kind::sequence, {}, 0, 0, {}, {{"", &shape_of<typename T::value_type>}}};
  } else if constexpr (std::is_same_v<T, std::monostate>) {
    return {};
  } else {
    static_assert(DescribedStruct<T>, "describe this type: BOOST_DESCRIBE_STRUCT(Type, (), (members...))");
    Shape shape;
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
      using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
      shape.parts.push_back({member.name, &shape_of<Member>});
    });
    return shape;
  }
}

}  // namespace detail

// One object per type: nodes have the same shape where they have the same type.
template <class T>
const Shape& shape_of() {
  static const Shape shape = detail::make_shape<T>();
  return shape;
}

}  // namespace faultline::shrink
