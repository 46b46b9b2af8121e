#include "faultline/generators/interleave.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/generators/systems/store.h"

namespace faultline::generators {
namespace {

using models::DurableModel;
using models::StoreModel;

const Disturbances kCalm{{}, false};
const Disturbances kRestarts{{}, true};
const Disturbances kCrashes{{"commit", "sync"}, true};

template <class M>
ScheduleOf<M> schedule_of(std::uint64_t seed, const Disturbances& disturbances, std::uint32_t steps) {
  ScheduleOf<M> schedule;
  Interleaver<M>(seed, disturbances).fill(schedule, steps);
  return schedule;
}

template <class Schedule>
std::size_t count(const Schedule& schedule, StepKind kind) {
  return static_cast<std::size_t>(
      std::count_if(schedule.begin(), schedule.end(), [&](const auto& step) { return kind_of(step) == kind; }));
}

RC_GTEST_PROP(Interleaver, SameSeedSameSchedule, (std::uint64_t seed)) {
  const auto schedule = to_bytes(schedule_of<DurableModel>(seed, kCrashes, 60));
  RC_ASSERT(to_bytes(schedule_of<DurableModel>(seed, kCrashes, 60)) == schedule);
  RC_ASSERT(to_bytes(schedule_of<DurableModel>(seed + 1, kCrashes, 60)) != schedule);
}

RC_GTEST_PROP(Interleaver, AStepDoesNotDependOnTheLength, (std::uint64_t seed)) {
  const auto length = *rc::gen::inRange<std::uint32_t>(0, 60);
  const auto part = schedule_of<StoreModel>(seed, kCrashes, length);
  auto whole = schedule_of<StoreModel>(seed, kCrashes, 60);
  RC_ASSERT(part.size() == length);
  whole.resize(length);
  RC_ASSERT(to_bytes(whole) == to_bytes(part));
}

RC_GTEST_PROP(Interleaver, WhatWasInTheScheduleDoesNotShow, (std::uint64_t seed, std::uint64_t other)) {
  auto reused = schedule_of<StoreModel>(other, kCrashes, 80);
  Interleaver<StoreModel>(seed, kCrashes).fill(reused, 60);
  RC_ASSERT(to_bytes(reused) == to_bytes(schedule_of<StoreModel>(seed, kCrashes, 60)));
}

RC_GTEST_PROP(Interleaver, OnlyWhatTheTargetAllows, (std::uint64_t seed)) {
  for (const auto& step : schedule_of<DurableModel>(seed, kCrashes, 200)) {
    if (const auto* crash = std::get_if<Crash>(&step)) {
      RC_ASSERT(crash->point == "commit" || crash->point == "sync");
      RC_ASSERT(crash->hit >= 1u && crash->hit <= 8u);
    }
  }
  const auto restarts = schedule_of<DurableModel>(seed, kRestarts, 200);
  RC_ASSERT(count(restarts, StepKind::crash) == 0u);
  const auto calm = schedule_of<DurableModel>(seed, kCalm, 200);
  RC_ASSERT(count(calm, StepKind::crash) + count(calm, StepKind::restart) == 0u);
  RC_ASSERT(count(calm, StepKind::command) > 0u);
}

// Else no kill would ever hit the later operations of a command.
TEST(Interleaver, AFileOperationIsKilledAtUpToIts64thHitOthersAtTheir8th) {
  const Disturbances both{{"commit", "file.operation"}, true};
  std::map<std::string, std::set<std::uint32_t>> hits;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    for (const auto& step : schedule_of<DurableModel>(seed, both, 200)) {
      if (const auto* crash = std::get_if<Crash>(&step)) hits[crash->point].insert(crash->hit);
    }
  }
  const auto all_to = [](std::uint32_t last) {
    std::set<std::uint32_t> all;
    for (std::uint32_t hit = 1; hit <= last; ++hit) all.insert(hit);
    return all;
  };
  EXPECT_EQ(hits["commit"], all_to(8));
  EXPECT_EQ(hits["file.operation"], all_to(64));
}

TEST(Interleaver, RunsDifferInWhatTheyLeaveOut) {
  constexpr std::size_t kCommands = std::variant_size_v<DurableModel::Command>;
  std::set<std::size_t> all_commands, all_faults;
  bool leaves_a_command_out = false, without_faults = false, without_crashes = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto schedule = schedule_of<DurableModel>(seed, kCrashes, 300);
    std::set<std::size_t> commands;
    for (const auto& step : schedule) {
      if (step.index() == 0) commands.insert(std::get<0>(step).index());
      if (step.index() == 1) all_faults.insert(std::get<1>(step).index());
    }
    EXPECT_FALSE(commands.empty());
    all_commands.insert(commands.begin(), commands.end());
    leaves_a_command_out |= commands.size() < kCommands;
    without_faults |= count(schedule, StepKind::fault) == 0;
    without_crashes |= count(schedule, StepKind::crash) == 0;
  }
  EXPECT_EQ(all_commands.size(), kCommands);
  EXPECT_EQ(all_faults.size(), 2u);
  EXPECT_TRUE(leaves_a_command_out && without_faults && without_crashes);
}

// --- the user's own generator ---

struct Push {
  std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(Push, (), (value))
struct Pop {};
BOOST_DESCRIBE_STRUCT(Pop, (), ())

// Pushes up to three numbers, each one more than the last; pops only what is there.
struct Stack {
  using Command = std::variant<Push, Pop>;
  using Reply = std::int64_t;
  std::vector<std::int64_t> values;

  Reply apply(const Push& push) {
    values.push_back(push.value);
    return 0;
  }
  Reply apply(const Pop&) {
    if (values.empty()) return -1;
    const auto top = values.back();
    values.pop_back();
    return top;
  }
  static rc::Gen<Command> commands(const Stack& stack) {
    const auto next = static_cast<std::int64_t>(stack.values.size()) + 1;
    const rc::Gen<Command> push = rc::gen::just(Command(Push{next})), pop = rc::gen::just(Command(Pop{}));
    if (stack.values.empty()) return push;
    if (stack.values.size() == 3) return pop;
    return rc::gen::oneOf(push, pop);
  }
  bool operator==(const Stack&) const = default;
};
static_assert(Model<Stack> && GeneratesCommands<Stack> && !GeneratesCommands<StoreModel>);

TEST(OwnGenerator, SeesTheStateTheCommandsBeforeItLeave) {
  std::set<std::size_t> sizes;
  int pops = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Stack stack;
    for (const auto& step : schedule_of<Stack>(seed, kCalm, 50)) {
      const auto& command = std::get<0>(step);
      if (const auto* push = std::get_if<Push>(&command)) {
        ASSERT_EQ(push->value, static_cast<std::int64_t>(stack.values.size()) + 1);
      } else {
        ASSERT_FALSE(stack.values.empty());
        ++pops;
      }
      std::visit([&](const auto& c) { stack.apply(c); }, command);
      sizes.insert(stack.values.size());
    }
  }
  EXPECT_GT(pops, 100);
  EXPECT_EQ(sizes, (std::set<std::size_t>{0, 1, 2, 3}));
}

RC_GTEST_PROP(OwnGenerator, SameSeedSameScheduleOfAnyLength, (std::uint64_t seed)) {
  const auto part = schedule_of<Stack>(seed, kRestarts, 20);
  auto whole = schedule_of<Stack>(seed, kRestarts, 40);
  whole.resize(20);
  RC_ASSERT(to_bytes(whole) == to_bytes(part));
}

TEST(OwnGenerator, FillingAgainGivesTheSame) {
  Interleaver<Stack> interleaver(3, kCalm);
  ScheduleOf<Stack> first, second;
  interleaver.fill(first, 3);
  interleaver.fill(second, 3);
  EXPECT_EQ(to_bytes(first), to_bytes(second));
}

}  // namespace
}  // namespace faultline::generators
