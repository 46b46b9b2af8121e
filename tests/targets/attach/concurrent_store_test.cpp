// A right store, given commands together: whatever the order in which it takes them, no answer of it is a failure.
#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/words/seed.h"
#include "faultline/generators/interleave.h"
#include "faultline/targets/attach/target.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline {
namespace {

using Model = models::ConcurrentStoreModel;
using Command = Model::Command;

// A client and a store that takes what it is given together in an order of its own, and the oracle that does not know
// the order. As the runner does it, but with no threads, so that every order comes and the seed decides which.
class Shop {
 public:
  explicit Shop(std::uint64_t seed) : seed_(seed) { system_.open(run_); }

  // False where a right answer is not explained.
  bool give(const std::vector<Command>& commands) {
    std::vector<std::optional<OutcomeOf<Model>>> answers(commands.size());
    for (const std::size_t i : order_of(commands.size())) answers[i].emplace(system_.execute(commands[i]));
    std::vector<OutcomeOf<Model>> outcomes;
    for (auto& answer : answers) outcomes.push_back(std::move(*answer));
    if (!worlds_.together(commands, outcomes, 0)) return false;
    for (std::size_t i = 0; i < commands.size(); ++i)
      if (const auto* reply = outcomes[i].ok()) system_.learn(commands[i], *reply);
    return !worlds_.overflowed();
  }

 private:
  std::vector<std::size_t> order_of(std::size_t count) {
    Draws draws(seed_, step_++);
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[draws.below(i)]);
    return order;
  }

  std::uint64_t seed_, step_ = 0;
  Workspace nowhere_{"never-made"};
  Run run_{nowhere_};
  attach::SystemOf<Model, targets::ConcurrentStoreTarget> system_;
  Worlds<Model> worlds_;
};

TEST(GivenTogether, ARightStorePassesForAMillionCommands) {
  constexpr std::uint64_t kCommands = kSanitized ? 100'000 : 1'000'000;
  constexpr std::uint32_t kSteps = 60;
  generators::Disturbances disturbances;
  disturbances.recovers = false;
  disturbances.concurrent = true;
  std::uint64_t given = 0;
  for (std::uint64_t seed = 1; given < kCommands; ++seed) {
    ScheduleOf<Model> schedule;
    generators::Interleaver<Model>(seed, disturbances).fill(schedule, kSteps);
    Shop shop(seed);
    for (const auto& step : schedule) {
      std::vector<Command> commands;
      if (kind_of(step) == StepKind::command) commands = {std::get<0>(step)};
      if (kind_of(step) == StepKind::together) commands = std::get<Together<Command>>(step).commands;
      // All of them beside others: single commands are drawn in twos.
      if (commands.size() == 1) commands.push_back(commands.front());
      if (commands.empty()) continue;
      given += commands.size();
      ASSERT_TRUE(shop.give(commands)) << "seed " << seed << ", " << to_text(commands);
    }
  }
}

}  // namespace
}  // namespace faultline
