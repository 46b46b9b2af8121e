// Text of targets and files, character by character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace faultline {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: what stands there is not UTF-8
};

// What begins at `at`, which lies in the text.
Character character_at(std::string_view text, std::size_t at);

// Not to be seen, or worse: control characters, and marks that hide text or turn it round.
bool hidden(char32_t code);

// The first `most` characters of a text, or all of it; a byte that is not UTF-8 counts as one.
std::string_view first_characters(std::string_view text, std::size_t most);
std::size_t count_characters(std::string_view text);

}  // namespace faultline
