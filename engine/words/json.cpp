#include "faultline/engine/words/json.h"

#include <fmt/format.h>

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

}  // namespace

std::string pretty_json(const boost::json::value& value) {
  std::string out;
  write_pretty(out, value, 0);
  return out + '\n';
}

namespace detail {

void json_expected(const JsonPath& path, const std::string& expected, const boost::json::value& got) {
  std::string shown = boost::json::serialize(got);
  if (shown.size() > 60) shown = shown.substr(0, 57) + "...";
  throw BadInput(fmt::format("{}: expected {}, found {}", path, expected, shown));
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

std::string one_of(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "\"" : ", \"") + name + '"';
  return names.size() == 1 ? out : "one of " + out;
}

}  // namespace detail
}  // namespace faultline
