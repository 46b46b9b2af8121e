#include "faultline/engine/words/json.h"

#include <algorithm>

#include <fmt/format.h>

#include "faultline/engine/words/text.h"
#include "faultline/engine/words/utf8.h"

namespace faultline {
namespace {

constexpr std::size_t kOneLine = 100;  // what fits in this many characters stays on one line

void write_pretty(std::string& out, const boost::json::value& value, std::size_t indent) {
  const std::string flat = boost::json::serialize(value);
  const bool nested = value.is_object() || value.is_array();
  if (!nested || indent + flat.size() <= kOneLine) {
    out += flat;
    return;
  }
  const std::string margin(indent + 2, ' ');
  const char* separator = "\n";
  const auto item = [&] {
    out += separator;
    out += margin;
    separator = ",\n";
  };
  out += value.is_object() ? '{' : '[';
  if (value.is_object()) {
    for (const auto& [key, member] : value.get_object()) {
      item();
      out += boost::json::serialize(boost::json::string(key)) + ": ";
      write_pretty(out, member, indent + 2);
    }
  } else {
    for (const auto& element : value.get_array()) {
      item();
      write_pretty(out, element, indent + 2);
    }
  }
  out += '\n' + std::string(indent, ' ') + (value.is_object() ? '}' : ']');
}

// JSON whose strings hold anything: what does not belong on a terminal is escaped. Outside of strings there is no such
// thing but ends of lines.
std::string without_hidden(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const Character next = character_at(json, at);
    const auto code = static_cast<std::uint32_t>(next.code);
    if (next.bytes == 0) {
      out += "\\ufffd";
    } else if (code == '\n' || !hidden(next.code)) {
      out += json.substr(at, next.bytes);
    } else if (code <= 0xffff) {
      out += fmt::format("\\u{:04x}", code);
    } else {
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + ((code - 0x10000) >> 10), 0xdc00 + (code & 0x3ff));
    }
    at += std::max<std::size_t>(1, next.bytes);
  }
  return out;
}

}  // namespace

std::string pretty_json(const boost::json::value& value) {
  std::string out;
  write_pretty(out, value, 0);
  return without_hidden(out + '\n');
}

namespace detail {

void json_expected(const JsonPath& path, const std::string& expected, const boost::json::value& got) {
  std::string shown = boost::json::serialize(got);
  if (shown.size() > 60) shown = std::string(first_characters(shown, 57)) + "...";
  throw BadInput(fmt::format("{}: expected {}, found {}", path, expected, on_one_line(shown)));
}

const boost::json::value& json_field(const boost::json::value& object, const char* name, const JsonPath& path) {
  if (!object.is_object()) json_expected(path, "an object", object);
  const auto* field = object.get_object().if_contains(name);
  if (field == nullptr) throw BadInput(fmt::format("{}: the key \"{}\" is missing", path, name));
  return *field;
}

std::pair<std::string_view, const boost::json::value*> json_tag(const boost::json::value& object,
                                                                const JsonPath& path) {
  if (!object.is_object() || object.get_object().size() != 1) json_expected(path, "an object with one key", object);
  const auto& entry = *object.get_object().begin();
  return {entry.key(), &entry.value()};
}

void json_only(const boost::json::value& object, const std::vector<std::string>& names, const JsonPath& path) {
  for (const auto& [key, value] : object.as_object())
    if (std::find(names.begin(), names.end(), std::string_view(key)) == names.end())
      throw BadInput(fmt::format("{}.{}: unknown key; expected {}", path, on_one_line(shortened(key, 60)),
                                 names.empty() ? "none" : one_of(names)));
}

std::int64_t json_between(const boost::json::value& json, std::int64_t low, std::int64_t high, const JsonPath& path) {
  boost::json::error_code error;
  const auto number = json.to_number<std::int64_t>(error);
  if (error || json.is_double() || number < low || number > high)
    json_expected(path, fmt::format("an integer from {} to {}", low, high), json);
  return number;
}

std::string one_of(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "\"" : ", \"") + name + '"';
  return names.size() == 1 ? out : "one of " + out;
}

}  // namespace detail
}  // namespace faultline
