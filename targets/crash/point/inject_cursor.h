// A place in the text of a spec, and what the parser does with it.
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace faultline::crash {

// The C locale's, whatever locale the program has.
constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

constexpr bool in_number(char c) { return (c >= '0' && c <= '9') || c == '.'; }

inline std::string_view without_blanks_behind(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Digits and nothing else, or none.
template <class Number>
std::optional<Number> whole_number(std::string_view text, int base = 10) {
  Number n = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, n, base);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return n;
}

class InjectCursor {
 public:
  explicit InjectCursor(std::string_view text) : text_(text) {}

  std::size_t place() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  bool looks_at(char c) const { return !at_end() && text_[at_] == c; }

  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  template <class Accept>
  std::string_view take_while(Accept accept) {
    const std::size_t from = at_;
    while (!at_end() && accept(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }

  void skip_blanks() { take_while(is_blank); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace faultline::crash
