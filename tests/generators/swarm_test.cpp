#include "faultline/generators/swarm.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace faultline::generators {
namespace {

template <std::size_t N>
std::array<std::uint32_t, N> thinned(std::uint64_t seed, const std::array<std::uint32_t, N>& weights) {
  Draws draws(seed, kRunDraws);
  return thin_out(weights, draws);
}

RC_GTEST_PROP(ThinOut, LeavesAtLeastOneKindAndChangesNoWeight, (std::uint64_t seed)) {
  const auto check = [&](const auto& weights) {
    const auto kept = thinned(seed, weights);
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      RC_ASSERT(kept[i] == 0 || kept[i] == weights[i]);
      total += kept[i];
    }
    RC_ASSERT(total > 0u);
  };
  check(std::array<std::uint32_t, 1>{1});
  check(std::array<std::uint32_t, 2>{3, 1});
  check(std::array<std::uint32_t, 3>{0, 0, 5});  // a kind that is off stays off
  check(std::array<std::uint32_t, 5>{4, 3, 2, 4, 1});
}

TEST(ThinOut, LeavesEachKindOutInAQuarterOfTheRuns) {
  std::array<int, 4> out{};
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    const auto kept = thinned<4>(seed, {1, 1, 1, 1});
    for (std::size_t i = 0; i < 4; ++i) out[i] += kept[i] == 0;
  }
  for (const int count : out) EXPECT_NEAR(count, 1000, 150);
}

RC_GTEST_PROP(DrawRates, OnlyOfWhatThereIs,
              (std::uint64_t seed, bool faults, bool crashes, bool restarts, bool advances, bool togethers)) {
  Draws draws(seed, kRunDraws);
  const Rates rates = draw_rates(draws, {faults, crashes, restarts, advances, togethers});
  if (!faults) RC_ASSERT(rates.faults == 0u);
  if (!crashes) RC_ASSERT(rates.crashes == 0u);
  if (!restarts) RC_ASSERT(rates.restarts == 0u);
  if (!advances) RC_ASSERT(rates.advances == 0u);
  if (!togethers) RC_ASSERT(rates.togethers == 0u);
  const auto all = rates.faults + rates.crashes + rates.restarts + rates.advances + rates.togethers;
  RC_ASSERT(all < 1024u);  // commands are left
  if (rates.crashes > 0 && restarts) RC_ASSERT(rates.restarts > 0u);
}

TEST(DrawRates, RunsDiffer) {
  int calm = 0, faulty = 0, crashing = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Draws draws(seed, kRunDraws);
    const Rates rates = draw_rates(draws, {true, true, true, true, true});
    calm += rates.faults == 0 && rates.crashes == 0;
    faulty += rates.faults > 0;
    crashing += rates.crashes > 0;
  }
  EXPECT_NEAR(calm, 111, 50);  // a third of a third
  EXPECT_NEAR(faulty, 667, 60);
  EXPECT_NEAR(crashing, 667, 60);
}

}  // namespace
}  // namespace faultline::generators
