// What the fuzz targets share. Each is one `LLVMFuzzerTestOneInput`: libFuzzer drives it in the preset `fuzz`, and
// corpus_main.cpp drives it over the committed corpus in every other build.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "faultline/engine/words/bad_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace faultline::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// What `read` returns, or nothing when it rejects its input the one allowed way. Any other exception ends the program.
template <class Read>
auto accepted(Read&& read) noexcept -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const BadInput&) {
    return std::nullopt;
  }
}

// A property of accepted input. Not assert: it holds in release builds too.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: broken property: %s\n", what);
  std::abort();
}

}  // namespace faultline::fuzz
