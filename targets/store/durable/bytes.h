// Numbers and texts as bytes, little-endian whatever the machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::store::bytes {

template <class Unsigned>
void put(std::string& out, Unsigned number) {
  for (unsigned i = 0; i < sizeof(Unsigned); ++i) out.push_back(static_cast<char>((number >> (8 * i)) & 0xff));
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
  for (unsigned i = 0; i < sizeof(Unsigned); ++i) {
    number |= static_cast<Unsigned>(static_cast<Unsigned>(static_cast<unsigned char>(in[i])) << (8 * i));
  }
  in.remove_prefix(sizeof(Unsigned));
  return number;
}

inline std::optional<std::string> take_text(std::string_view& in) {
  const std::optional<std::uint64_t> length = take<std::uint64_t>(in);
  if (!length || *length > in.size()) return std::nullopt;
  std::string text(in.substr(0, static_cast<std::size_t>(*length)));
  in.remove_prefix(text.size());
  return text;
}

}  // namespace faultline::store::bytes
