// Checking without a model: any reply and any error will do. What is left to find are deaths, hangs, recoveries that
// fail, and a second recovery that reads differently.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/concepts.h"

namespace faultline {

namespace detail {
template <class T>
constexpr std::uint64_t count_values() {
  using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
  return []<template <class...> class L, class... D>(L<D...>) {
    return (std::uint64_t{1} * ... * std::decay_t<decltype(std::declval<T&>().*D::pointer)>::size());
  }(Members{});
}
}  // namespace detail

// Every value of a described struct whose members all have domains, of which there may be a few hundred.
template <DescribedStruct T>
std::vector<T> every() {
  static_assert(detail::count_values<T>() <= 256,
                "a model-free check reads every value of this struct back; give its members smaller domains");
  std::vector<T> all;
  for (std::uint64_t i = 0; i < detail::count_values<T>(); ++i) {
    std::uint64_t rest = i;
    for_each_member(all.emplace_back(), [&]<class Member>(const char*, Member& member) {
      member = Member::at(rest % Member::size());
      rest /= Member::size();
    });
  }
  return all;
}

// `Commands` is the variant of all commands, `Reads` are those of them that read the system back after a recovery:
//   using Free = faultline::ModelFree<std::variant<Put, Get>, std::int64_t, Get>;
//   FAULTLINE_CHECK(chaos.kv.free, Free, KvTarget);
template <Variant Commands, class R, class... Reads>
struct ModelFree {
  using Command = Commands;
  using Reply = R;

  bool step(const Command&, const Reply&) { return true; }
  void assume(const Command&) {}
  std::string expect(const Command&) const { return "anything"; }
  bool permits(const Command&, const Error&) { return true; }
  std::vector<Command> audit() const {
    std::vector<Command> all;
    (append<Reads>(all), ...);
    return all;
  }
  bool operator==(const ModelFree&) const = default;

 private:
  template <class Read>
  static void append(std::vector<Command>& all) {
    for (const Read& read : every<Read>()) all.push_back(read);
  }
};

}  // namespace faultline
