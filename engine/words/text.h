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

// `text` in double quotes, on one line, escaped as in JSON; a long one is cut, with its length.
std::string quoted(std::string_view text);

// The first `most` characters of a longer text, and how many it has.
std::string shortened(std::string_view text, std::size_t most);

template <class T>
std::string to_text(const T& value);

namespace detail {
template <DescribedStruct T>
std::string members_text(const T& value) {
  std::string out;
  for_each_member(value, [&](const char* name, const auto& member) {
    if (!out.empty()) out += ", ";
    out += name;
    out += '=';
    out += to_text(member);
  });
  return out;
}

// An alternative of a variant is named: get(key="a"). A plain member struct is not: {value="x"}.
template <class T>
std::string alternative_text(const T& value) {
  if constexpr (Showable<T> || !DescribedStruct<T>) {
    return to_text(value);
  } else {
    return fmt::format("{}({})", type_name<T>(), members_text(value));
  }
}

// A list is cut where it has more characters than this, and its count given.
inline constexpr std::size_t kListed = 160;

template <class Range, class Each>
std::string joined(const Range& range, Each&& each) {
  std::string out;
  std::size_t shown = 0, all = 0;
  for (const auto& element : range) {
    ++all;
    if (out.size() > kListed) continue;
    if (shown++ > 0) out += ", ";
    out += each(element);
  }
  return shown == all ? out : fmt::format("{}, ... ({} in all)", out, all);
}
}  // namespace detail

template <class T>
std::string to_text(const T& value) {
  if constexpr (Showable<T>) {
    return value.show();
  } else if constexpr (std::is_same_v<T, Minted>) {
    return value.text.empty() ? "none" : value.text;
  } else if constexpr (Ranked<T> && requires { value.view(); }) {
    return faultline::quoted(value.view());
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
    return faultline::quoted(value);  // qualified: std::quoted would be found too
  } else if constexpr (Variant<T>) {
    return std::visit([](const auto& alternative) { return detail::alternative_text(alternative); }, value);
  } else if constexpr (Optional<T>) {
    return value ? to_text(*value) : "none";
  } else if constexpr (Vector<T>) {
    return '[' + detail::joined(value, [](const auto& element) { return to_text(element); }) + ']';
  } else if constexpr (Map<T>) {
    const auto entry = [](const auto& e) { return to_text(e.first) + ": " + to_text(e.second); };
    return '{' + detail::joined(value, entry) + '}';
  } else if constexpr (std::is_same_v<T, std::monostate>) {
    return "done";
  } else {
    static_assert(DescribedStruct<T>, "describe this type: BOOST_DESCRIBE_STRUCT(Type, (), (members...))");
    return '{' + detail::members_text(value) + '}';
  }
}

}  // namespace faultline
