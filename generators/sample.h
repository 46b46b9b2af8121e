// Values drawn from the domains of their types: described values, strong types, plain ones.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <string_view>

#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"
#include "faultline/engine/words/seed.h"
#include "faultline/generators/weights.h"

namespace faultline::generators {

template <class T>
void sample(T& value, Draws& draws);

namespace detail {

// A number below `bound` (0 = 2^64), small ones preferred: its bit length is uniform. Small domains are uniform.
inline std::uint64_t skewed_below(std::uint64_t bound, Draws& draws) {
  constexpr std::uint64_t kUniform = 16;
  if (bound != 0 && bound <= kUniform) return draws.below(bound);
  const auto width = bound == 0 ? 64u : static_cast<unsigned>(std::bit_width(bound - 1));
  const auto [bits, small] = draws.two_below(width + 1, std::uint64_t{1} << 32);
  const std::uint64_t n = bits == 0 ? 0 : bits <= 32 ? small >> (32 - bits) : draws.next() >> (64 - bits);
  return bound == 0 ? n : std::min(n, bound - 1);
}

// Plain integers stay within half their width, so that sums of a few of them do not overflow.
template <Integer T>
void sample_integer(T& value, Draws& draws) {
  const std::uint64_t n = skewed_below(std::uint64_t{1} << (sizeof(T) * 4), draws);
  value = static_cast<T>(n);
  if constexpr (std::is_signed_v<T>)
    if (n != 0 && draws.chance(1, 4)) value = static_cast<T>(-value);
}

// Few words that collide often, and now and then one that is awkward.
inline std::string_view sample_word(Draws& draws) {
  constexpr std::array<std::string_view, 8> kWords{"a", "b", "c", "d", "", "aa", "a b", "\xc3\xa4%_\\"};
  return draws.chance(15, 16) ? kWords[draws.below(4)] : kWords[4 + draws.below(4)];
}

}  // namespace detail

// Overwrites `value`. Vectors get at most four elements. Minted ids come out empty: only a system makes them.
template <class T>
void sample(T& value, Draws& draws) {
  if constexpr (std::is_same_v<T, Minted>) {
    value = {};
  } else if constexpr (Ranked<T>) {
    value = T::at(detail::skewed_below(T::size(), draws));
  } else if constexpr (std::is_same_v<T, bool>) {
    value = draws.chance(1, 2);
  } else if constexpr (Integer<T>) {
    detail::sample_integer(value, draws);
  } else if constexpr (std::is_floating_point_v<T>) {
    std::int32_t whole = 0;
    detail::sample_integer(whole, draws);
    value = static_cast<T>(whole) / 4;
  } else if constexpr (DescribedEnum<T>) {
    using Enumerators = boost::describe::describe_enumerators<T>;
    boost::mp11::mp_with_index<boost::mp11::mp_size<Enumerators>::value>(
        pick(weights_of<T>, draws.below(std::uint64_t{1} << 32)),
        [&](auto i) { value = boost::mp11::mp_at_c<Enumerators, i>::value; });
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = detail::sample_word(draws);
  } else if constexpr (Variant<T>) {
    emplace_alternative(value, draws.below(std::variant_size_v<T>));
    std::visit([&](auto& alternative) { sample(alternative, draws); }, value);
  } else if constexpr (Optional<T>) {
    value.reset();
    if (draws.chance(1, 2)) sample(value.emplace(), draws);
  } else if constexpr (Vector<T>) {
    value.clear();
    const auto length = draws.below(5);
    for (std::uint64_t i = 0; i < length; ++i) sample(value.emplace_back(), draws);
  } else if constexpr (!std::is_same_v<T, std::monostate>) {
    static_assert(DescribedStruct<T>, "describe this type: BOOST_DESCRIBE_STRUCT(Type, (), (members...))");
    for_each_member(value, [&](const char*, auto& member) { sample(member, draws); });
  }
}

}  // namespace faultline::generators
