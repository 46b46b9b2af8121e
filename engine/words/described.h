// What a described value may be made of. Text, JSON, bytes, generation and shrinking each walk values by these
// concepts, so a type that is `BOOST_DESCRIBE`d has all five.
#pragma once

#include <concepts>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

namespace faultline {

template <class T>
concept DescribedStruct = boost::describe::has_describe_members<std::remove_const_t<T>>::value && !std::is_union_v<T>;

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;

// Types with a closed domain of their own (domain.h): `size()` values, numbered from the simplest.
template <class T>
concept Ranked = requires(const T& value, std::uint64_t rank) {
  { T::size() } -> std::convertible_to<std::uint64_t>;
  { value.rank() } -> std::convertible_to<std::uint64_t>;
  { T::at(rank) } -> std::same_as<T>;
};

namespace detail {
template <class T, template <class...> class Template>
inline constexpr bool is_a = false;
template <template <class...> class Template, class... Args>
inline constexpr bool is_a<Template<Args...>, Template> = true;
}  // namespace detail

template <class T>
concept Variant = detail::is_a<T, std::variant>;
template <class T>
concept Optional = detail::is_a<T, std::optional>;
template <class T>
concept Vector = detail::is_a<T, std::vector>;
template <class T>
concept Map = detail::is_a<T, std::map>;

// The descriptors of all described members, bases included, in order of description.
template <DescribedStruct T>
using MembersOf =
    boost::describe::describe_members<T, boost::describe::mod_any_access | boost::describe::mod_inherited>;

// Calls `fn(name, member)` for each described member, bases included, in order of description.
template <DescribedStruct T, class Fn>
constexpr void for_each_member(T& value, Fn&& fn) {
  boost::mp11::mp_for_each<MembersOf<std::remove_const_t<T>>>(
      [&](auto member) { fn(member.name, value.*member.pointer); });
}

// Replaces `value` by a default-constructed alternative number `index` (must be below the count).
template <Variant V>
void emplace_alternative(V& value, std::size_t index) {
  boost::mp11::mp_with_index<std::variant_size_v<V>>(index, [&](auto i) { value.template emplace<i>(); });
}

namespace detail {
template <class T>
constexpr std::string_view pretty_name() {
  const std::string_view all =
      __PRETTY_FUNCTION__;  // "... [with T = ns::Name; ...]" (gcc), "... [T = ns::Name]" (clang)
  const auto begin = all.find("T = ") + 4;
  const auto end = all.find_first_of(";]<", begin);
  const auto name = all.substr(begin, end - begin);
  const auto colons = name.rfind("::");
  return colons == std::string_view::npos ? name : name.substr(colons + 2);
}
std::string snake_case(std::string_view name);
}  // namespace detail

// The type's own name as reports and JSON show it: `BulkGet` is "bulk_get".
template <class T>
const std::string& type_name() {
  static const std::string name = detail::snake_case(detail::pretty_name<T>());
  return name;
}

// The names of a variant's alternatives, in order.
template <Variant V>
std::vector<std::string> alternative_names() {
  std::vector<std::string> names;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, V>>(
      [&](auto type) { names.push_back(type_name<typename decltype(type)::type>()); });
  return names;
}

}  // namespace faultline
