// Swarm testing (Groce et al., ISSTA 2012): each run leaves out a random subset of command and fault kinds, and picks
// its own rates of faults and crashes, so that runs differ in character and not only in detail.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "faultline/engine/words/seed.h"

namespace faultline::generators {

// The random numbers that belong to the run and not to a step.
inline constexpr std::uint64_t kRunDraws = ~std::uint64_t{0};

// Each weight survives with probability 3/4; if none does, all do.
template <std::size_t N>
std::array<std::uint32_t, N> thin_out(const std::array<std::uint32_t, N>& weights, Draws& draws) {
  std::array<std::uint32_t, N> kept{};
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < N; ++i) {
    if (draws.chance(3, 4)) kept[i] = weights[i];
    total += kept[i];
  }
  return total == 0 ? weights : kept;
}

// What a schedule may contain besides commands.
struct Kinds {
  bool faults = false, crashes = false, restarts = false, advances = false, togethers = false;
};

// Per 1,024 steps. A third to a half of the runs that can have a kind of disturbance have none of it.
struct Rates {
  std::uint32_t faults = 0, crashes = 0, restarts = 0, advances = 0, togethers = 0;
};

inline Rates draw_rates(Draws& draws, const Kinds& kinds) {
  constexpr std::array<std::uint32_t, 6> kFaults{0, 0, 32, 64, 128, 256};
  constexpr std::array<std::uint32_t, 6> kCrashes{0, 0, 16, 32, 64, 128};
  constexpr std::array<std::uint32_t, 6> kAdvances{0, 0, 32, 64, 128, 192};
  constexpr std::array<std::uint32_t, 3> kTogethers{0, 64, 256};
  Rates rates;
  if (kinds.faults) rates.faults = kFaults[draws.below(kFaults.size())];
  if (kinds.crashes) rates.crashes = kCrashes[draws.below(kCrashes.size())];
  // A crash leaves the system down until a restart comes; commands in between meet a dead system.
  if (kinds.restarts) rates.restarts = rates.crashes > 0 ? 128 : static_cast<std::uint32_t>(draws.below(2)) * 32;
  if (kinds.advances) rates.advances = kAdvances[draws.below(kAdvances.size())];
  if (kinds.togethers) rates.togethers = kTogethers[draws.below(kTogethers.size())];
  return rates;
}

}  // namespace faultline::generators
