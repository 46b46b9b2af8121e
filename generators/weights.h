// How often each command and fault is drawn.
#pragma once

#include <array>
#include <cstdint>
#include <variant>

namespace faultline::generators {

// One weight per alternative of a command or fault variant, in order; 1 each unless specialised:
//   template <> inline constexpr std::array<std::uint32_t, 2> weights_of<MyCommand>{3, 1};
namespace detail {
template <std::size_t N>
constexpr std::array<std::uint32_t, N> equal_weights() {
  std::array<std::uint32_t, N> all{};
  all.fill(1);
  return all;
}
}  // namespace detail

template <class V>
inline constexpr auto weights_of = detail::equal_weights<std::variant_size_v<V>>();

}  // namespace faultline::generators
