// How often each command and fault is drawn.
#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include "faultline/engine/words/described.h"

namespace faultline::generators {

// One weight per alternative of a variant or enumerator of a described enum, in order; 1 each unless specialised:
//   template <> inline constexpr std::array<std::uint32_t, 2> weights_of<MyCommand>{3, 1};
namespace detail {
template <class T>
constexpr std::size_t choices() {
  if constexpr (std::is_enum_v<T>) {
    return boost::mp11::mp_size<boost::describe::describe_enumerators<T>>::value;
  } else {
    return std::variant_size_v<T>;
  }
}
template <std::size_t N>
constexpr std::array<std::uint32_t, N> equal_weights() {
  std::array<std::uint32_t, N> all{};
  all.fill(1);
  return all;
}
}  // namespace detail

template <class V>
inline constexpr auto weights_of = detail::equal_weights<detail::choices<V>()>();

// The index that `which`, uniform in [0, 2^32), picks.
template <std::size_t N>
constexpr std::size_t pick(const std::array<std::uint32_t, N>& weights, std::uint64_t which) {
  std::uint32_t total = 0;
  for (const auto weight : weights) total += weight;
  std::uint64_t left = (which * total) >> 32;
  std::size_t index = 0;
  while (left >= weights[index]) left -= weights[index++];
  return index;
}

}  // namespace faultline::generators
