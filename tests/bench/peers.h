// What the engine is compared with: a loop written by hand, and RapidCheck's rc::state in its documentation's style.
#pragma once

#include <random>
#include <rapidcheck.h>
#include <stdexcept>

#include <rapidcheck/state.h>

#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"

namespace faultline::bench {

// Numbers as a person takes them who writes a loop.
struct ByHand {
  std::mt19937_64 random;
  std::uint64_t below(std::uint64_t bound) { return random() % bound; }
};

// Numbers as RapidCheck gives them to a command's constructor.
struct ByRapidCheck {
  std::uint64_t below(std::uint64_t bound) { return *rc::gen::inRange<std::uint64_t>(0, bound); }
};

// Fills a described value from either.
template <class T, class Source>
void draw(T& value, Source& source) {
  if constexpr (Ranked<T>) {
    value = T::at(source.below(T::size()));
  } else if constexpr (std::is_same_v<T, bool>) {
    value = source.below(2) == 1;
  } else if constexpr (DescribedEnum<T>) {
    value = static_cast<T>(source.below(boost::mp11::mp_size<boost::describe::describe_enumerators<T>>::value));
  } else if constexpr (Variant<T>) {
    emplace_alternative(value, source.below(std::variant_size_v<T>));
    std::visit([&](auto& alternative) { draw(alternative, source); }, value);
  } else if constexpr (Vector<T>) {
    value.resize(source.below(5));
    for (auto& element : value) draw(element, source);
  } else {
    for_each_member(value, [&](const char*, auto& member) { draw(member, source); });
  }
}

// A command as RapidCheck's documentation writes them: it draws itself, changes the state, and compares. `Sut` has
// `bool agrees(const State&, const C&)`, and `void apply(State&, const C&)`.
template <class State, class Sut, class C>
struct RapidCommand : rc::state::Command<State, Sut> {
  C command;

  RapidCommand() {
    ByRapidCheck source;
    draw(command, source);
  }
  void apply(State& state) const override { Sut::apply(state, command); }
  void run(const State& state, Sut& sut) const override { RC_ASSERT(sut.agrees(state, command)); }
  void show(std::ostream& os) const override { os << type_name<C>(); }
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
