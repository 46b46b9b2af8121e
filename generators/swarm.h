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

// Per 1,024 steps. Half of the runs that can have a kind of disturbance have none of it.
struct Rates {
  std::uint32_t faults = 0, crashes = 0, restarts = 0;
};

inline Rates draw_rates(Draws& draws, bool with_faults, bool with_crashes, bool recovers) {
  constexpr std::array<std::uint32_t, 6> kFaults{0, 0, 32, 64, 128, 256};
  constexpr std::array<std::uint32_t, 6> kCrashes{0, 0, 16, 32, 64, 128};
  Rates rates;
  if (with_faults) rates.faults = kFaults[draws.below(kFaults.size())];
  if (with_crashes) rates.crashes = kCrashes[draws.below(kCrashes.size())];
  // A crash leaves the system down until a restart comes; commands in between meet a dead system.
  if (recovers) rates.restarts = rates.crashes > 0 ? 128 : static_cast<std::uint32_t>(draws.below(2)) * 32;
  return rates;
}

}  // namespace faultline::generators
