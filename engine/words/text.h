// Described values as people read them: put(key="a", value=0).
#pragma once

#include <fmt/format.h>

#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"

namespace faultline {

// A type says how it reads best with `std::string show() const`; otherwise its description decides.
template <class T>
concept Showable = requires(const T& value) {
  { value.show() } -> std::convertible_to<std::string>;
};

// `text` as a terminal and a JSON file can take it, whoever wrote it: what is hidden (see utf8.h) or no UTF-8 is spelt
// out, as \x1b, \u009b or \xff. Done twice it is the same.
std::string readable(std::string_view text);     // ends of lines and tabs stay
std::string on_one_line(std::string_view text);  // these are spelt out too

// `text` in double quotes, on one line, escaped as in JSON.
std::string quoted(std::string_view text);
// The same; a long one is cut, with its length.
std::string briefly_quoted(std::string_view text);

// The first `most` characters of a longer text, and how many it has.
std::string shortened(std::string_view text, std::size_t most);

// All of it, so that equal texts are equal values.
template <class T>
std::string to_text(const T& value);
// For reports: long strings and lists are cut, with their length.
template <class T>
std::string brief_text(const T& value);

namespace detail {
template <bool Brief, class T>
std::string text_of(const T& value);

template <bool Brief, DescribedStruct T>
std::string members_text(const T& value) {
  std::string out;
  for_each_member(value, [&](const char* name, const auto& member) {
    if (!out.empty()) out += ", ";
    out += name;
    out += '=';
    out += text_of<Brief>(member);
  });
  return out;
}

// An alternative of a variant is named: get(key="a"). A plain member struct is not: {value="x"}.
template <bool Brief, class T>
std::string named_text(const T& value) {
  if constexpr (Showable<T> || !DescribedStruct<T>) {
    return text_of<Brief>(value);
  } else {
    return fmt::format("{}({})", type_name<T>(), members_text<Brief>(value));
  }
}
// As reports show it.
template <class T>
std::string alternative_text(const T& value) {
  return named_text<true>(value);
}

// A list that is shown briefly is cut where it has more characters than this, and its count given.
inline constexpr std::size_t kListed = 160;

template <bool Brief = false, class Range, class Each>
std::string joined(const Range& range, Each&& each) {
  std::string out;
  std::size_t shown = 0, all = 0;
  for (const auto& element : range) {
    ++all;
    if (Brief && out.size() > kListed) continue;
    if (shown++ > 0) out += ", ";
    out += each(element);
  }
  return shown == all ? out : fmt::format("{}, ... ({} in all)", out, all);
}

template <bool Brief, class T>
std::string text_of(const T& value) {
  const auto text = [](const auto& part) { return text_of<Brief>(part); };
  if constexpr (Showable<T>) {
    return value.show();
  } else if constexpr (std::is_same_v<T, Minted>) {
    return value.text.empty() ? "none" : value.text;
  } else if constexpr (Ranked<T> && requires { value.view(); }) {
    return text(std::string_view(value.view()));
  } else if constexpr (Ranked<T>) {
    return fmt::to_string(static_cast<std::int64_t>(value));
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (Integer<T>) {
    return fmt::to_string(+value);
  } else if constexpr (std::is_floating_point_v<T>) {
    return fmt::to_string(value);
  } else if constexpr (DescribedEnum<T>) {
    return boost::describe::enum_to_string(value, "?");
  } else if constexpr (std::is_convertible_v<T, std::string_view>) {
    return Brief ? briefly_quoted(value) : faultline::quoted(value);  // qualified: std::quoted would be found too
  } else if constexpr (Variant<T>) {
    return std::visit([](const auto& alternative) { return named_text<Brief>(alternative); }, value);
  } else if constexpr (Optional<T>) {
    return value ? text(*value) : "none";
  } else if constexpr (Vector<T>) {
    return '[' + joined<Brief>(value, text) + ']';
  } else if constexpr (Map<T>) {
    return '{' + joined<Brief>(value, [&](const auto& e) { return text(e.first) + ": " + text(e.second); }) + '}';
  } else if constexpr (std::is_same_v<T, std::monostate>) {
    return "done";
  } else {
    static_assert(DescribedStruct<T>, "describe this type: BOOST_DESCRIBE_STRUCT(Type, (), (members...))");
    return '{' + members_text<Brief>(value) + '}';
  }
}
}  // namespace detail

template <class T>
std::string to_text(const T& value) {
  return detail::text_of<false>(value);
}
template <class T>
std::string brief_text(const T& value) {
  return detail::text_of<true>(value);
}

}  // namespace faultline
