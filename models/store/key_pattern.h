// Patterns over keys, as a listing takes them.
#pragma once

#include <string_view>

namespace faultline::models {

// False for "" and where a `\` at the end has nothing to escape.
constexpr bool is_pattern(std::string_view text) {
  const auto last_other = text.find_last_not_of('\\');
  const auto behind = last_other == std::string_view::npos ? text.size() : text.size() - last_other - 1;
  return !text.empty() && behind % 2 == 0;
}

// Whether the whole key is of the pattern: `%` is any text, `_` any one character, `\` takes the next character as it
// is.
constexpr bool matches(std::string_view pattern, std::string_view key) {
  if (pattern.empty()) return key.empty();
  const char first = pattern.front();
  if (first == '%') return matches(pattern.substr(1), key) || (!key.empty() && matches(pattern, key.substr(1)));
  if (first == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
  const bool same = !key.empty() && (first == '_' || pattern.front() == key.front());
  return same && matches(pattern.substr(1), key.substr(1));
}

}  // namespace faultline::models
