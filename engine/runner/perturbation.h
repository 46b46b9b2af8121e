// What a self-test does to a target's answers and effects, to see whether the check notices.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "faultline/engine/runner/system.h"
#include "faultline/engine/words/codec.h"

namespace faultline {

// How often a command reaches the target.
enum class Effect : std::uint8_t { once, never, twice };
BOOST_DESCRIBE_ENUM(Effect, once, never, twice)

// Done to the command given as number `call` of the run (from 0; those that meet a dead system do not count).
struct Perturbation {
  std::uint32_t call = 0;
  Effect effect = Effect::once;
  Bytes outcome;  // an encoded outcome, given instead of the target's own; empty: its own
};
BOOST_DESCRIBE_STRUCT(Perturbation, (), (call, effect, outcome))

// A system whose answers are perturbed. For schedules without crashes: calls are counted in this process.
template <Model M>
class PerturbedSystem : public System<M> {
 public:
  PerturbedSystem(System<M>& inner, const std::vector<Perturbation>& perturbations)
      : inner_(inner), perturbations_(perturbations) {}

  void open(Run& run) override { inner_.open(run); }
  void close() override { inner_.close(); }
  OutcomeOf<M> execute(const typename M::Command& command) override {
    const std::uint32_t call = calls_++;
    for (const Perturbation& p : perturbations_)
      if (p.call == call) return perturb(command, p);
    return inner_.execute(command);
  }
  void inject(const FaultOf<M>& fault) override { inner_.inject(fault); }
  void heal() override { inner_.heal(); }
  std::uint64_t fired() const override { return inner_.fired(); }
  void learn(const typename M::Command& command, const typename M::Reply& reply) override {
    inner_.learn(command, reply);
  }

 private:
  OutcomeOf<M> perturb(const typename M::Command& command, const Perturbation& p) {
    Reader recorded(p.outcome);
    if (p.effect == Effect::never) return OutcomeOf<M>::decode_from(recorded);
    OutcomeOf<M> own = inner_.execute(command);
    if (p.effect == Effect::twice) (void)inner_.execute(command);
    if (p.outcome.empty()) return own;
    return OutcomeOf<M>::decode_from(recorded);
  }

  System<M>& inner_;
  const std::vector<Perturbation>& perturbations_;
  std::atomic<std::uint32_t> calls_{0};  // several threads may give commands at once
};

}  // namespace faultline
