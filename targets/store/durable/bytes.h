// Numbers and texts as bytes, little-endian whatever the machine.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::store::bytes {

// Its own inverse. GCC 12 does not see that a loop over the bytes is nothing to do on most machines.
template <class Unsigned>
Unsigned little_endian(Unsigned number) {
  if constexpr (std::endian::native == std::endian::little) return number;
  Unsigned swapped = 0;
  for (unsigned i = 0; i < sizeof(Unsigned); ++i) {
    swapped = static_cast<Unsigned>((swapped << 8) | ((number >> (8 * i)) & 0xff));
  }
  return swapped;
}

template <class Unsigned>
void put(std::string& out, Unsigned number) {
  number = little_endian(number);
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

inline void put_text(std::string& out, std::string_view text) {
  put<std::uint64_t>(out, text.size());
  out.append(text);
}

// Takes values off the front of `in`. Nothing, and `in` in an unspecified state, when they are not there.
template <class Unsigned>
std::optional<Unsigned> take(std::string_view& in) {
  if (in.size() < sizeof(Unsigned)) return std::nullopt;
  Unsigned number = 0;
  std::memcpy(&number, in.data(), sizeof number);
  in.remove_prefix(sizeof number);
  return little_endian(number);
}

inline std::optional<std::string> take_text(std::string_view& in) {
  const std::optional<std::uint64_t> length = take<std::uint64_t>(in);
  if (!length || *length > in.size()) return std::nullopt;
  std::string text(in.substr(0, static_cast<std::size_t>(*length)));
  in.remove_prefix(text.size());
  return text;
}

}  // namespace faultline::store::bytes
