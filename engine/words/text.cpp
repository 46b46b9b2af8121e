#include "faultline/engine/words/text.h"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "faultline/engine/words/utf8.h"

namespace faultline {
namespace {

constexpr std::size_t kLongest = 200;  // characters of one string that are shown

std::string spelt(char32_t code) {
  const auto number = static_cast<std::uint32_t>(code);
  return code < 0x80      ? fmt::format("\\x{:02x}", number)
         : code <= 0xffff ? fmt::format("\\u{:04x}", number)
                          : fmt::format("\\u{{{:x}}}", number);
}

// `lines`: ends of lines and tabs stay.
std::string seen(std::string_view text, bool lines) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Character next = character_at(text, at);
    if (next.bytes == 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at++]));
      continue;
    }
    if (!hidden(next.code) || (lines && (next.code == '\n' || next.code == '\t'))) {
      out += text.substr(at, next.bytes);
    } else if (next.code == '\n' || next.code == '\t') {
      out += next.code == '\n' ? "\\n" : "\\t";
    } else {
      out += spelt(next.code);
    }
    at += next.bytes;
  }
  return out;
}

}  // namespace

std::string readable(std::string_view text) { return seen(text, true); }
std::string on_one_line(std::string_view text) { return seen(text, false); }

std::string quoted(std::string_view text) { return seen(boost::json::serialize(boost::json::string(text)), false); }

std::string briefly_quoted(std::string_view text) {
  const std::string_view first = first_characters(text, kLongest);
  const std::string out = quoted(first);
  return first.size() == text.size() ? out : fmt::format("{}... ({} characters)", out, count_characters(text));
}

std::string shortened(std::string_view text, std::size_t most) {
  const std::string_view first = first_characters(text, most);
  if (first.size() == text.size()) return std::string(text);
  return fmt::format("{}... ({} characters)", first, count_characters(text));
}

}  // namespace faultline
