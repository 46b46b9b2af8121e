// From a seed to a schedule: commands, with faults, crashes and restarts interleaved at random.
#pragma once

#include <rapidcheck.h>
#include <string>
#include <string_view>
#include <vector>

#include "faultline/engine/words/concepts.h"
#include "faultline/engine/words/ref.h"
#include "faultline/generators/sample.h"
#include "faultline/generators/swarm.h"
#include "faultline/generators/weights.h"

namespace faultline::generators {

// What the target allows a schedule to contain.
struct Disturbances {
  std::vector<std::string> crash_points;  // empty: no crashes
  bool recovers = true;                   // false: no restarts
  bool concurrent = false;                // commands may be given together
  bool power_loss = false;                // a crash may take the power with it
};

// A crash point that one command may reach dozens of times: each file operation of a database does (the shim that
// makes crash points of them, targets/crash/operations, calls it so).
inline constexpr std::string_view kOftenReached = "file.operation";

// `static rc::Gen<Command> commands(const Model&)`: the user's own, state-dependent generator. The model is advanced
// along the schedule as if every command were answered.
template <class M>
concept GeneratesCommands = requires(const M& model) {
  { M::commands(model) } -> std::convertible_to<rc::Gen<typename M::Command>>;
};

template <class M>
class Interleaver {
 public:
  using Command = typename M::Command;
  using Fault = FaultOf<M>;
  static constexpr bool kFaulty = !std::is_same_v<Fault, NoFault>;

  Interleaver(std::uint64_t seed, const Disturbances& disturbances) : seed_(seed), disturbances_(disturbances) {
    Draws draws(seed, kRunDraws);
    commands_ = thin_out(weights_of<Command>, draws);
    if constexpr (kFaulty) faults_ = thin_out(weights_of<Fault>, draws);
    rates_ = draw_rates(draws, {kFaulty, !disturbances.crash_points.empty(), disturbances.recovers, KeepsTime<M>,
                                disturbances.concurrent});
  }

  // Replaces `schedule` by `steps` steps. Step i depends on the seed and i only (and, with the user's own generator or
  // with a model that restricts its commands, on the commands before it).
  void fill(ScheduleOf<M>& schedule, std::uint32_t steps) {
    schedule.resize(steps);
    model_ = M{};
    for (std::uint32_t i = 0; i < steps; ++i) {
      Draws draws(seed_, i);
      draw_step(schedule[i], draws);
    }
  }

 private:
  static constexpr std::size_t kFaultKinds =
      boost::mp11::mp_size<std::conditional_t<kFaulty, Fault, std::variant<NoFault>>>::value;

  void draw_step(Step<Command, Fault>& step, Draws& draws) {
    auto [pick, which] = draws.two_below(1024, std::uint64_t{1} << 32);
    if (pick < rates_.faults) return draw_fault(step, which, draws);
    pick -= rates_.faults;
    if (pick < rates_.crashes) return draw_crash(step, draws);
    pick -= rates_.crashes;
    if (pick < rates_.restarts) {
      step.template emplace<static_cast<std::size_t>(StepKind::restart)>();
      return;
    }
    pick -= rates_.restarts;
    if (pick < rates_.advances) return sample(step.template emplace<Advance>(), draws);
    pick -= rates_.advances;
    if (pick < rates_.togethers) return draw_together(step, which, draws);
    if (step.index() != 0) step.template emplace<0>();
    draw_command(std::get<0>(step), which, draws);
  }

  void draw_together(Step<Command, Fault>& step, std::uint64_t which, Draws& draws) {
    auto& commands = step.template emplace<Together<Command>>().commands;
    commands.resize(2 + draws.below(2));
    for (Command& command : commands) {
      draw_command(command, which, draws);
      which = draws.below(std::uint64_t{1} << 32);
    }
  }

  void draw_command(Command& command, std::uint64_t which, Draws& draws) {
    if constexpr (GeneratesCommands<M>) {
      constexpr int kSize = 20;  // RapidCheck's idea of how large a value may be
      const rc::Gen<Command> gen = M::commands(model_);
      command = gen(rc::Random(draws.next()), kSize).value();
      assume(command);
    } else if constexpr (Restricts<M> && !Handles<Command>::kAny) {
      constexpr int kTries = 16;  // then a command that is not allowed, which will be skipped
      for (int i = 0; i < kTries; ++i) {
        draw_alternative(command, commands_, which, draws);
        if (model_.allowed(command)) break;
        which = draws.below(std::uint64_t{1} << 32);
      }
      assume(command);
    } else {
      draw_alternative(command, commands_, which, draws);
    }
  }

  void draw_fault(Step<Command, Fault>& step, std::uint64_t which, Draws& draws) {
    if constexpr (kFaulty) {
      Fault fault;
      draw_alternative(fault, faults_, which, draws);
      step.template emplace<1>(std::move(fault));
    }
  }

  void draw_crash(Step<Command, Fault>& step, Draws& draws) {
    const auto& points = disturbances_.crash_points;
    const auto& point = points[draws.below(points.size())];
    const std::uint64_t ranges = point == kOftenReached ? 7 : 4;  // up to the 64th hit, or the 8th
    const std::uint64_t within = std::uint64_t{1} << draws.below(ranges);
    auto& crash = step.template emplace<Crash>(Crash{point, static_cast<std::uint32_t>(1 + draws.below(within))});
    if (disturbances_.power_loss && draws.chance(3, 4))
      crash.power_loss = draws.chance(1, 3) ? 1 : 1 + static_cast<std::int64_t>(draws.below(15));
  }

  // `which` is uniform in [0, 2^32).
  template <class V, std::size_t N>
  static void draw_alternative(V& value, const std::array<std::uint32_t, N>& weights, std::uint64_t which,
                               Draws& draws) {
    const std::size_t index = pick(weights, which);
    if (value.index() != index) emplace_alternative(value, index);
    std::visit([&](auto& alternative) { sample(alternative, draws); }, value);
  }

  // As if the command were answered.
  void assume(const Command& command) {
    if constexpr (Judges<M>) {
      model_.assume(command);
    } else {
      std::visit([&](const auto& c) { (void)model_.apply(c); }, command);
    }
  }

  std::uint64_t seed_;
  const Disturbances& disturbances_;
  std::array<std::uint32_t, std::variant_size_v<Command>> commands_{};
  std::array<std::uint32_t, kFaultKinds> faults_{};
  Rates rates_;
  M model_{};
};

}  // namespace faultline::generators
