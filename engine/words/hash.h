// XXH3, inlined: everything that is random or identifies something in Faultline is one of these hashes.
#pragma once

#define XXH_INLINE_ALL
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <xxhash.h>

namespace faultline {

// XXH3-64 of `size` bytes. Same value on every machine.
inline std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t seed = 0) {
  return XXH3_64bits_withSeed(data, size, seed);
}

inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) {
  return hash_bytes(text.data(), text.size(), seed);
}

// XXH3-64 of two integers, little-endian. Flattened: with the length known, what is left is a few multiplications.
[[gnu::flatten]] inline std::uint64_t hash_pair(std::uint64_t a, std::uint64_t b, std::uint64_t seed) {
  const std::uint64_t words[2] = {a, b};
  return hash_bytes(words, sizeof words, seed);
}

}  // namespace faultline
