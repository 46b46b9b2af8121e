// Attaching a system: FAULTLINE_CHECK(chaos.bank.mine, BankModel, BankTarget);
//
// The model is described in faultline/engine/words/concepts.h. A target is a class with
//
//   explicit Target(Run& run);                         constructed again on the same workspace after every crash
//   Outcome<Reply> execute(const Model::Command&);     does it, and says what came of it
//
// and, where it has them,
//
//   void inject(const Model::Fault&);  void heal();  std::uint64_t faults_fired() const;
//   using Client = ...;                                what a client remembers: `void learn(const Command&, const
//                                                      Reply&)`; then execute takes `const Client&` as well. It
//                                                      outlives crashes, as clients do.
//   Snapshot snapshot() const;                         all that it is, as any copyable type, with a constructor
//                                                      Target(Run&, const Snapshot&). For targets that keep
//                                                      everything in themselves: shrinking in process goes on from
//                                                      a copy where the schedule is as it was (reuse.h)
//   static constexpr Isolation isolation = ...;        default forked: deaths and hangs are survived and reported
//   static constexpr bool recovers = ...;              default true: it keeps its data over a restart
//   static std::vector<std::string> crash_points();    names of its crash points; none by default
//   static constexpr bool simulated = ...;             default false; true: whatever outlives its process is kept in
//                                                      run.machine<...>(), so that it can die in simulation, power
//                                                      included (engine/runner/machine.h). In-process by default
//   static constexpr bool concurrent = ...;            default false; true: execute may be called by several threads
//   static constexpr bool deterministic = ...;         default true: a schedule has the same history every time
//   static std::vector<std::string> sometimes();       what a campaign must have seen (engine/words/sometimes.h)
//   static constexpr std::uint32_t runs, steps, deadline_ms;   sizes of a default campaign
//   static constexpr std::uint32_t second_recovery_every;      default 1: after every death what was recovered is
//                                                      recovered and read once more; n: after one death in n,
//                                                      decided by the run's history, where crashes must be cheap
//   static constexpr std::uint64_t memory_limit_mb;    default 1024, for its process; forked only
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "faultline/targets/attach/model_check.h"
#include "faultline/targets/attach/registry.h"
#include "faultline/targets/attach/requirements.h"
#include "faultline/targets/attach/reuse.h"

#ifndef FAULTLINE_CTEST  // set by faultline_discover_chaos
#define FAULTLINE_CTEST ""
#endif

namespace faultline {
namespace attach {

// What a target type says of itself.
template <class T>
CheckInfo info_of(std::string name, std::string ctest, std::string minimal_steps) {
  CheckInfo info;
  info.name = std::move(name);
  info.ctest = info.planted() ? "" : std::move(ctest);
  info.minimal_steps = std::move(minimal_steps);
  info.target = type_name<T>();
  if constexpr (requires { T::simulated; }) info.simulated = T::simulated;
  if (info.simulated) info.isolation = Isolation::in_process;
  if constexpr (requires { T::isolation; }) info.isolation = T::isolation;
  if constexpr (requires { T::recovers; }) info.recovers = T::recovers;
  if constexpr (requires { T::concurrent; }) info.concurrent = T::concurrent;
  if constexpr (requires { T::deterministic; }) info.deterministic = T::deterministic;
  if constexpr (requires { T::sometimes(); }) info.sometimes = T::sometimes();
  if constexpr (requires { T::crash_points(); }) info.crash_points = T::crash_points();
  const bool fast = info.isolation == Isolation::in_process;
  info.runs = fast ? 2000 : 500;
  info.steps = fast ? 100 : 60;
  info.deadline_ms = 2000;
  if constexpr (requires { T::runs; }) info.runs = T::runs;
  if constexpr (requires { T::steps; }) info.steps = T::steps;
  if constexpr (requires { T::deadline_ms; }) info.deadline_ms = T::deadline_ms;
  if constexpr (requires { T::second_recovery_every; }) info.second_recovery_every = T::second_recovery_every;
  if constexpr (requires { T::memory_limit_mb; }) info.memory_limit_mb = T::memory_limit_mb;
  return info;
}

template <Model M, Target<M> T>
class CheckOf : public ModelCheck<M> {
 public:
  using ModelCheck<M>::ModelCheck;

 protected:
  std::unique_ptr<System<M>> make_system(const RunEnv&) override { return std::make_unique<SystemOf<M, T>>(); }
};

template <Model M, Target<M> T>
requires TakesSnapshots<T>
class ReusingCheckOf : public CheckOf<M, T> {
 public:
  using CheckOf<M, T>::CheckOf;

 protected:
  std::unique_ptr<System<M>> make_system(const RunEnv& env) override {
    if (env.reuse) return std::make_unique<ReusingSystem<M, T>>(past_, env.tally != nullptr ? env.tally->seen : seen_);
    if (!past_.calls.empty()) past_ = {};
    return CheckOf<M, T>::make_system(env);
  }

 private:
  Past<M, T> past_;
  std::uint64_t seen_ = 0;
};

}  // namespace attach

// A check of target T against model M, without registering it anywhere.
template <class M, class T>
std::unique_ptr<Check> make_check(std::string name, std::string ctest = "", std::string minimal_steps = "") {
  static_assert(attach::model_is_fit<M>() && attach::target_is_fit<M, T>());
  if constexpr (Model<M> && attach::Target<T, M>) {
    auto info = attach::info_of<T>(std::move(name), std::move(ctest), std::move(minimal_steps));
    if constexpr (attach::may_be_reused<T>()) {
      return std::make_unique<attach::ReusingCheckOf<M, T>>(std::move(info));
    } else {
      return std::make_unique<attach::CheckOf<M, T>>(std::move(info));
    }
  } else {
    static_assert(
        !Model<M> || attach::Target<T, M>,
        "the target needs `faultline::Outcome<Reply> execute(const Model::Command&)`, with the model's Reply");
    return nullptr;
  }
}

// Registers a check when constructed; see FAULTLINE_CHECK.
struct Registration {
  explicit Registration(std::unique_ptr<Check> check) { Registry::instance().add(std::move(check)); }
};

}  // namespace faultline

#define FAULTLINE_JOIN_(a, b) a##b
#define FAULTLINE_JOIN(a, b) FAULTLINE_JOIN_(a, b)

// A GoogleTest test and an entry of the command line: FAULTLINE_CHECK(chaos.<system>.<target>, Model, Target);
// The target may be a template with several arguments.
#define FAULTLINE_CHECK(name, Model, ...)                \
  static const ::faultline::Registration FAULTLINE_JOIN( \
      faultline_check_, __COUNTER__)(::faultline::make_check<Model, __VA_ARGS__>(#name, FAULTLINE_CTEST))

// A planted bug and its exact minimal schedule, the steps as a repro file has them:
//
//   FAULTLINE_ZOO(zoo.<system>.<bug>, Model, Target, R"([
//     {"command":{"put":{"key":"a"}}},
//     {"restart":{}}
//   ])");
#define FAULTLINE_ZOO(name, Model, Target, steps)        \
  static const ::faultline::Registration FAULTLINE_JOIN( \
      faultline_check_, __COUNTER__)(::faultline::make_check<Model, Target>(#name, FAULTLINE_CTEST, steps))
