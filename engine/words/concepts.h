// What a model and a target may offer. A missing or malformed hook is a compile error that names the concept.
#pragma once

#include <concepts>
#include <string>
#include <vector>

#include "faultline/engine/words/outcome.h"
#include "faultline/engine/words/schedule.h"

namespace faultline {

// How the process that hosts a target relates to the engine.
enum class Isolation : std::uint8_t {
  in_process,  // fastest; the target must not die or hang, and crashes cannot be made
  forked,      // a worker process: deaths, hangs and SIGKILL are survived and reported
};

namespace detail {
template <class M>
struct FaultOf {
  using type = NoFault;
};
template <class M>
requires requires { typename M::Fault; }
struct FaultOf<M> {
  using type = typename M::Fault;
};
}  // namespace detail

template <class M>
using FaultOf = typename detail::FaultOf<M>::type;
template <class M>
using ScheduleOf = std::vector<Step<typename M::Command, FaultOf<M>>>;
template <class M>
using OutcomeOf = Outcome<typename M::Reply>;

namespace detail {
template <class M, class C>
concept AppliesOne = requires(M& m, const C& command) {
  { m.apply(command) } -> std::convertible_to<typename M::Reply>;
};
template <class M, class V>
inline constexpr bool applies_all = false;
template <class M, class... Commands>
inline constexpr bool applies_all<M, std::variant<Commands...>> = (AppliesOne<M, Commands> && ...);
}  // namespace detail

// `Reply apply(const EachCommand&)`: the expected reply, for systems whose answers are fully determined.
template <class M>
concept Predicts = detail::applies_all<M, typename M::Command>;

// `bool step(const Command&, const Reply&)`: judges an observed reply and may learn from it what the system is like now
// (the id that it minted). What its client remembers belongs into `learn`.
// `void assume(const Command&)`: the command took effect and its reply was lost.
// `std::string expect(const Command&) const`: what a right reply looks like, for reports.
template <class M>
concept Judges = requires(M& m, const M& c, const typename M::Command& command, const typename M::Reply& reply) {
  { m.step(command, reply) } -> std::same_as<bool>;
  m.assume(command);
  { c.expect(command) } -> std::convertible_to<std::string>;
};

// `void learn(const Command&, const Reply&)`: what the client remembers of a reply, where commands may use it later.
// Called when the reply is explained; after commands given together in their order in the schedule, whatever the order
// that explains them, since that is how the client has learnt it too.
template <class M>
concept Learns = requires(M& m, const typename M::Command& command, const typename M::Reply& reply) {
  m.learn(command, reply);
};

// A model is a value: `Command` (a variant of described structs), `Reply` (described), equality, and `apply` for
// every command or `step`.
template <class M>
concept Model = std::copyable<M> && std::default_initializable<M> && std::equality_comparable<M> &&
    Variant<typename M::Command> &&(Judges<M> || Predicts<M>);

// `void inject(const Fault&)`: what an armed fault makes predictable.
template <class M>
concept PredictsFaults = requires(M& m, const FaultOf<M>& fault) {
  m.inject(fault);
};
// `bool permits(const Command&, const Error&)`: whether the command may fail so here; may consume the permission.
template <class M>
concept Permits = requires(M& m, const typename M::Command& command, const Error& error) {
  { m.permits(command, error) } -> std::same_as<bool>;
};
// The same with a receipt: how many faults the target says fired during the command (its `faults_fired()`).
template <class M>
concept PermitsByReceipt = requires(M& m, const typename M::Command& command, const Error& error) {
  { m.permits(command, error, std::uint32_t{}) } -> std::same_as<bool>;
};
// `void heal()`: all faults are off.
template <class M>
concept Heals = requires(M& m) {
  m.heal();
};
// `void after_crash()`: what a process death takes away by right (armed faults, caches). Called on a restart too.
template <class M>
concept SurvivesCrash = requires(M& m) {
  m.after_crash();
};
// `void advance(std::int64_t seconds)`: the run's clock moves on. Only then do schedules hold `advance` steps.
template <class M>
concept KeepsTime = requires(M& m) {
  m.advance(std::int64_t{});
};
// `bool allowed(const Command&) const`: whether the command may be given here. Asked before the target is touched; a
// step that is not allowed is skipped, also while shrinking.
template <class M>
concept Restricts = requires(const M& m, const typename M::Command& command) {
  { m.allowed(command) } -> std::same_as<bool>;
};
// `std::string invariant() const`: what must hold whatever happened; empty, or a sentence that says what is broken.
template <class M>
concept HasInvariant = requires(const M& m) {
  { m.invariant() } -> std::convertible_to<std::string>;
};
// `std::vector<Command> audit() const`: commands that read back everything.
template <class M>
concept Audits = requires(const M& m) {
  { m.audit() } -> std::same_as<std::vector<typename M::Command>>;
};

// `std::vector<Command> parts(const Command&) const`: in place of a command that is not atomic (a bulk write) those
// that take effect each on its own; of an atomic one, itself. Asked when an outcome is unknown.
template <class M>
concept Divides = requires(const M& m, const typename M::Command& command) {
  { m.parts(command) } -> std::same_as<std::vector<typename M::Command>>;
};

// Durability contracts: what a process death may take away. A model names one as `using Contract = ...`; without it,
// whatever was acknowledged survives, and the command in flight happened or did not. A clean restart loses nothing.
struct durable_on_ack {};
// What was acknowledged before the last acknowledged `Sync` command survives; of what came later, any prefix.
template <class Sync>
struct durable_on {};
// Any prefix of the run survives, back to the last recovery.
struct any_prefix {};

namespace detail {
template <class M>
struct ContractOf {
  using type = durable_on_ack;
};
template <class M>
requires requires { typename M::Contract; }
struct ContractOf<M> {
  using type = typename M::Contract;
};
}  // namespace detail

template <class M>
using ContractOf = typename detail::ContractOf<M>::type;

}  // namespace faultline
