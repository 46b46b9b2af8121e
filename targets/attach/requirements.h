// What a model and a target must offer, asked one by one, so that a compile error says what is missing or malformed in
// a sentence of its own. The concepts say the same and decide; these only explain.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <vector>

#include "faultline/engine/runner/run.h"
#include "faultline/engine/words/concepts.h"
#include "faultline/targets/attach/reuse.h"

namespace faultline::attach {

template <class M, class C>
constexpr bool command_is_fit() {
  static_assert(DescribedStruct<C>, "describe this command: BOOST_DESCRIBE_STRUCT(Command, (), (fields...))");
  static_assert(
      detail::AppliesOne<M, C> || requires { &M::step; },
      "the model needs `Reply apply(const C&)` for this command (see C below), or `bool step(command, reply)`");
  return true;
}

template <class M, class V>
inline constexpr bool commands_are_fit = false;
template <class M, class... Commands>
inline constexpr bool commands_are_fit<M, std::variant<Commands...>> = (command_is_fit<M, Commands>() && ...);

// An optional hook that has the right name but another form would be ignored without a word.
template <class M>
constexpr bool hooks_are_fit() {
  if constexpr (requires { &M::step; })
    static_assert(Judges<M>,
                  "a model with `bool step(const Command&, const Reply&)` also needs `void assume(const Command&)` and "
                  "`std::string expect(const Command&) const`");
  if constexpr (requires { &M::learn; })
    static_assert(Learns<M>, "write it as `void learn(const Command&, const Reply&)`");
  if constexpr (requires { &M::audit; }) static_assert(Audits<M>, "write it as `std::vector<Command> audit() const`");
  if constexpr (requires { &M::permits; })
    static_assert(Permits<M> || PermitsByReceipt<M>,
                  "write it as `bool permits(const Command&, const Error&)`, or with `std::uint32_t fired` as a third");
  if constexpr (requires { &M::allowed; })
    static_assert(Restricts<M>, "write it as `bool allowed(const Command&) const`");
  if constexpr (requires { &M::invariant; })
    static_assert(HasInvariant<M>, "write it as `std::string invariant() const`, empty where it holds");
  if constexpr (requires { &M::advance; })
    static_assert(KeepsTime<M>, "write it as `void advance(std::int64_t seconds)`");
  if constexpr (requires { &M::inject; })
    static_assert(PredictsFaults<M>, "write it as `void inject(const Fault&)`, and name the model's `Fault`");
  if constexpr (requires { &M::heal; }) static_assert(Heals<M>, "write it as `void heal()`");
  if constexpr (requires { &M::parts; })
    static_assert(Divides<M>, "write it as `std::vector<Command> parts(const Command&) const`");
  if constexpr (requires { &M::after_crash; }) static_assert(SurvivesCrash<M>, "write it as `void after_crash()`");
  if constexpr (requires { &M::sometimes; })
    static_assert(
        requires {
          { M::sometimes() } -> std::convertible_to<std::vector<std::string>>;
        },
        "write it as `static std::vector<std::string> sometimes()`");
  return true;
}

template <class M>
constexpr bool model_is_fit() {
  static_assert(
      requires { typename M::Command; }, "the model needs `using Command = std::variant<...>`");
  static_assert(
      requires { typename M::Reply; }, "the model needs `using Reply = ...`");
  static_assert(Variant<typename M::Command>, "the model's Command must be a std::variant of described structs");
  static_assert(
      std::equality_comparable<typename M::Reply> || requires { &M::step; },
      "the model's Reply needs `bool operator==(const Reply&) const = default`");
  static_assert(std::copyable<M> && std::default_initializable<M>,
                "a model is a value: it must be copyable, and its default value is the state of a fresh system");
  static_assert(std::equality_comparable<M>, "the model needs `bool operator==(const Model&) const = default`");
  static_assert(Variant<FaultOf<M>> || std::same_as<FaultOf<M>, NoFault>,
                "the model's Fault must be a std::variant of described structs");
  return commands_are_fit<M, typename M::Command> && hooks_are_fit<M>();
}

template <class T>
constexpr bool target_hooks_are_fit() {
  if constexpr (requires { &T::crash_points; })
    static_assert(
        requires {
          { T::crash_points() } -> std::convertible_to<std::vector<std::string>>;
        },
        "write it as `static std::vector<std::string> crash_points()`");
  if constexpr (requires { &T::sometimes; })
    static_assert(
        requires {
          { T::sometimes() } -> std::convertible_to<std::vector<std::string>>;
        },
        "write it as `static std::vector<std::string> sometimes()`");
  if constexpr (requires { &T::heal; })
    static_assert(
        requires(T & t) { t.heal(); }, "write it as `void heal()`");
  if constexpr (requires { &T::faults_fired; })
    static_assert(
        requires(const T& t) {
          { t.faults_fired() } -> std::convertible_to<std::uint64_t>;
        },
        "write it as `std::uint64_t faults_fired() const`");
  return true;
}

template <class M, class T>
constexpr bool target_is_fit() {
  static_assert(std::constructible_from<T, Run&>, "the target needs a constructor `explicit Target(faultline::Run&)`");
  static_assert(
      requires { &T::execute; } || !std::constructible_from<T, Run&>,
      "the target needs `faultline::Outcome<Reply> execute(const Model::Command&)`");
  if constexpr (!std::same_as<FaultOf<M>, NoFault>)
    static_assert(
        requires(T & t, const FaultOf<M>& fault) { t.inject(fault); },
        "the model has a Fault, so the target needs `void inject(const Model::Fault&)`");
  if constexpr (
      requires { &T::snapshot; } || requires { typename T::Snapshot; })
    static_assert(TakesSnapshots<T>,
                  "write it as `Snapshot snapshot() const`, where Snapshot is copyable, and a constructor "
                  "`Target(faultline::Run&, const Snapshot&)` that makes the target so again");
  if constexpr (TakesSnapshots<T>)
    static_assert(std::copyable<typename ClientOf<T>::type>,
                  "the target has snapshot(), so its Client must be copyable too");
  if constexpr (requires { requires T::concurrent; } && !std::same_as<typename ClientOf<T>::type, NoClient>)
    static_assert(!Judges<M> || Learns<M>,
                  "the target is concurrent and has a Client, so its model needs `void learn(const Command&, const "
                  "Reply&)` for what the client remembers: `step` is called in the order that explains the answers, "
                  "the Client learns in the order of the schedule");
  return target_hooks_are_fit<T>();
}

}  // namespace faultline::attach
