// What the engine is compared with: a loop written by hand, and RapidCheck's rc::state in its documentation's style.
#pragma once

#include <random>
#include <rapidcheck.h>
#include <stdexcept>

#include <rapidcheck/state.h>

#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"
#include "faultline/engine/words/text.h"
#include "faultline/generators/arbitrary.h"

namespace faultline::bench {

// Fills a described value as a person does who writes a loop.
template <class T>
void draw(T& value, std::mt19937_64& random) {
  if constexpr (Ranked<T>) {
    value = T::at(random() % T::size());
  } else if constexpr (std::is_same_v<T, bool>) {
    value = random() % 2 == 1;
  } else if constexpr (DescribedEnum<T>) {
    value = static_cast<T>(random() % boost::mp11::mp_size<boost::describe::describe_enumerators<T>>::value);
  } else if constexpr (Variant<T>) {
    emplace_alternative(value, random() % std::variant_size_v<T>);
    std::visit([&](auto& alternative) { draw(alternative, random); }, value);
  } else if constexpr (Vector<T>) {
    value.resize(random() % 5);
    for (auto& element : value) draw(element, random);
  } else {
    for_each_member(value, [&](const char*, auto& member) { draw(member, random); });
  }
}

// A generator as RapidCheck's documentation has them: arbitrary and element, build and set, oneOf, container.
template <class T>
rc::Gen<T> generator_of() {
  if constexpr (Ranked<T> || std::is_same_v<T, bool>) {
    return rc::gen::arbitrary<T>();
  } else if constexpr (DescribedEnum<T>) {
    std::vector<T> all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) { all.push_back(e.value); });
    return rc::gen::elementOf(all);
  } else if constexpr (Variant<T>) {
    return []<class... A>(std::type_identity<std::variant<A...>>) {
      return rc::gen::oneOf(rc::gen::map(generator_of<A>(), [](A value) { return T(std::move(value)); })...);
    }(std::type_identity<T>{});
  } else if constexpr (Vector<T>) {
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 5), [](std::size_t length) {
      return rc::gen::container<T>(length, generator_of<typename T::value_type>());
    });
  } else {
    using Members = boost::describe::describe_members<T, boost::describe::mod_any_access>;
    return []<template <class...> class L, class... D>(L<D...>) {
      if constexpr (sizeof...(D) == 0) {
        return rc::gen::just(T{});
      } else {
        return rc::gen::build<T>(
            rc::gen::set(D::pointer, generator_of<std::decay_t<decltype(std::declval<T&>().*D::pointer)>>())...);
      }
    }(Members{});
  }
}

// A command as RapidCheck's documentation writes them: it draws itself, changes the state, and compares. `Sut` has
// `bool agrees(const State&, const C&)`, and `void apply(State&, const C&)`.
template <class State, class Sut, class C>
struct RapidCommand : rc::state::Command<State, Sut> {
  C command = *generator_of<C>();

  void apply(State& state) const override { Sut::apply(state, command); }
  void run(const State& state, Sut& sut) const override { RC_ASSERT(sut.agrees(state, command)); }
  void show(std::ostream& os) const override { os << type_name<C>() << ' ' << to_text(command); }
};

template <class State, class Sut, class V>
struct RapidGenerator;
template <class State, class Sut, class... C>
struct RapidGenerator<State, Sut, std::variant<C...>> {
  static auto make() { return rc::state::gen::execOneOfWithArgs<RapidCommand<State, Sut, C>...>(); }
};

// Sequences of `length` commands on average, as rc::state::check runs them. Gives how many commands were run.
template <class State, class Sut, class V>
std::uint64_t by_rapidcheck(int runs, int length, std::uint64_t seed) {
  std::uint64_t commands = 0;
  rc::detail::TestParams params;
  params.seed = seed;
  params.maxSuccess = runs;
  const auto property = [&] {
    Sut sut;
    // rc::state::check(State(), sut, generator), but of a known length: it draws one from 0 to the size.
    const State initial;
    const auto sequence =
        *rc::gen::resize(2 * length, rc::state::gen::commands(initial, RapidGenerator<State, Sut, V>::make()));
    rc::state::runAll(sequence, initial, sut);
    commands += sequence.size();
  };
  const auto result = rc::detail::checkTestable(property, rc::detail::TestMetadata(), params);
  if (!result.template is<rc::detail::SuccessResult>()) throw std::runtime_error("RapidCheck's peer does not pass");
  return commands;
}

}  // namespace faultline::bench
