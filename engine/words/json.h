// Described values as JSON: a struct is an object, a variant an object with the alternative's name as its one key
// ({"put":{"key":"a","value":0}}), an enum its enumerator's name, an optional null or the value.
#pragma once

#include <cmath>
#include <limits>
#include <string>

#include <boost/json.hpp>

#include "faultline/engine/words/bad_input.h"
#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"

namespace faultline {

// Where in a document a value stands, for error messages: `steps[3].command.put.key`.
using JsonPath = std::string;

// Parses a whole document; numbers with a fraction or exponent become the nearest double. Throws BadInput naming
// `source` and the position of the first error, or the place of a key that an object has twice.
boost::json::value parse_json(std::string_view text, std::string_view source);

// Two-space indented, a short object or array on one line, ending in a newline. Hidden characters are escaped, and what
// is no UTF-8 is replaced: it may go to a terminal, and reads back.
std::string pretty_json(const boost::json::value& value);

namespace detail {
[[noreturn]] void json_expected(const JsonPath& path, const std::string& expected, const boost::json::value& got);
const boost::json::value& json_field(const boost::json::value& object, const char* name, const JsonPath& path);
// The one key of a tagged object and its value.
std::pair<std::string_view, const boost::json::value*> json_tag(const boost::json::value& object, const JsonPath& path);
// Throws unless these are all the keys that the object has.
void json_only(const boost::json::value& object, const std::vector<std::string>& names, const JsonPath& path);
std::int64_t json_between(const boost::json::value& json, std::int64_t low, std::int64_t high, const JsonPath& path);
std::string one_of(const std::vector<std::string>& names);
}  // namespace detail

template <class T>
boost::json::value to_json(const T& value) {
  if constexpr (std::is_same_v<T, Minted>) {
    return boost::json::string(value.text);
  } else if constexpr (Ranked<T> && requires { value.view(); }) {
    return boost::json::string(value.view());
  } else if constexpr (Ranked<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::is_arithmetic_v<T>) {
    return value;
  } else if constexpr (DescribedEnum<T>) {
    return boost::json::string(boost::describe::enum_to_string(value, "?"));
  } else if constexpr (std::is_same_v<T, std::string>) {
    return boost::json::string(value);
  } else if constexpr (Variant<T>) {
    boost::json::object tagged;
    std::visit([&]<class A>(const A& alternative) { tagged[type_name<A>()] = to_json(alternative); }, value);
    return tagged;
  } else if constexpr (Optional<T>) {
    return value ? to_json(*value) : boost::json::value(nullptr);
  } else if constexpr (Vector<T>) {
    boost::json::array array;
    for (const auto& element : value) array.push_back(to_json(element));
    return array;
  } else if constexpr (std::is_same_v<T, std::monostate>) {
    return boost::json::object{};
  } else {
    static_assert(DescribedStruct<T>, "describe this type: BOOST_DESCRIBE_STRUCT(Type, (), (members...))");
    boost::json::object object;
    for_each_member(value, [&](const char* name, const auto& member) { object[name] = to_json(member); });
    return object;
  }
}

template <class T>
void from_json(const boost::json::value& json, T& value, const JsonPath& path);

namespace detail {
template <Integer T>
void integer_from_json(const boost::json::value& json, T& value, const JsonPath& path) {
  boost::json::error_code error;
  value = json.to_number<T>(error);
  if (error || json.is_double()) {
    using Limits = std::numeric_limits<T>;
    json_expected(path, "an integer from " + std::to_string(Limits::min()) + " to " + std::to_string(Limits::max()),
                  json);
  }
}

template <class T>
requires Ranked<T>
void ranked_from_json(const boost::json::value& json, T& value, const JsonPath& path) {
  if constexpr (requires { value.view(); }) {
    std::vector<std::string> words;
    for (std::uint64_t i = 0; i < T::size(); ++i) {
      words.emplace_back(T::at(i).view());
      if (json.is_string() && json.get_string() == words.back()) {
        value = T::at(i);
        return;
      }
    }
    json_expected(path, one_of(words), json);
  } else {
    std::int64_t n = 0;
    integer_from_json(json, n, path);
    if (n < T::low || n > T::high)
      json_expected(path, "a number from " + std::to_string(T::low) + " to " + std::to_string(T::high), json);
    if constexpr (requires { typename T::Handle; }) {
      value = T::at(static_cast<std::uint64_t>(n));
    } else {
      value = T(n);
    }
  }
}

template <Variant V>
void variant_from_json(const boost::json::value& json, V& value, const JsonPath& path) {
  const auto [tag, body] = json_tag(json, path);
  const auto names = alternative_names<V>();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != tag) continue;
    emplace_alternative(value, i);
    std::visit([&, b = body](auto& alternative) { from_json(*b, alternative, path + '.' + names[i]); }, value);
    return;
  }
  json_expected(path, "an object with the one key " + one_of(names), json);
}
}  // namespace detail

// Fills `value`. Throws BadInput that names the path, what was expected there and what stands there.
template <class T>
void from_json(const boost::json::value& json, T& value, const JsonPath& path) {
  if constexpr (std::is_same_v<T, Minted>) {
    from_json(json, value.text, path);
  } else if constexpr (Ranked<T>) {
    detail::ranked_from_json(json, value, path);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!json.is_bool()) detail::json_expected(path, "true or false", json);
    value = json.get_bool();
  } else if constexpr (Integer<T>) {
    detail::integer_from_json(json, value, path);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!json.is_number()) detail::json_expected(path, "a number", json);
    const auto wide = json.to_number<double>();
    if (std::abs(wide) > static_cast<double>(std::numeric_limits<T>::max()))
      detail::json_expected(path, "a number that fits its type", json);
    value = static_cast<T>(wide);
  } else if constexpr (DescribedEnum<T>) {
    // The second test: a string may hold a NUL, behind which `c_str()` hides the rest.
    if (!json.is_string() || !boost::describe::enum_from_string(json.get_string().c_str(), value) ||
        json.get_string() != boost::describe::enum_to_string(value, "?"))
      detail::json_expected(path, "the name of an enumerator", json);
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!json.is_string()) detail::json_expected(path, "a string", json);
    value = json.get_string();
  } else if constexpr (Variant<T>) {
    detail::variant_from_json(json, value, path);
  } else if constexpr (Optional<T>) {
    value.reset();
    if (!json.is_null()) from_json(json, value.emplace(), path);
  } else if constexpr (Vector<T>) {
    if (!json.is_array()) detail::json_expected(path, "an array", json);
    value.clear();
    for (const auto& element : json.get_array()) {
      auto& slot = value.emplace_back();
      from_json(element, slot, path + '[' + std::to_string(value.size()) + ']');
    }
  } else if constexpr (std::is_same_v<T, std::monostate>) {
    if (!json.is_object()) detail::json_expected(path, "an object", json);
    detail::json_only(json, {}, path);
  } else {
    static_assert(DescribedStruct<T>, "describe this type: BOOST_DESCRIBE_STRUCT(Type, (), (members...))");
    if (!json.is_object()) detail::json_expected(path, "an object", json);
    std::vector<std::string> names;
    for_each_member(value, [&](const char* name, auto& member) {
      from_json(detail::json_field(json, name, path), member, path + '.' + name);
      names.emplace_back(name);
    });
    detail::json_only(json, names, path);
  }
}

}  // namespace faultline
