// Schedules to shrink: every kind of step and of argument, drawn from a seed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/codec.h"
#include "faultline/engine/words/schedule_json.h"
#include "faultline/engine/words/seed.h"
#include "faultline/shrink/steps.h"

namespace faultline::shrink::testing {

using Name = OneOf<"a", "b", "c", "d">;
enum class Mode : std::uint8_t { plain, careful, wild };
BOOST_DESCRIBE_ENUM(Mode, plain, careful, wild)

struct Sync {
  bool operator==(const Sync&) const = default;
};
BOOST_DESCRIBE_STRUCT(Sync, (), ())
struct Set {
  Name key;
  Ranged<0, 99> value;

  bool operator==(const Set&) const = default;
};
BOOST_DESCRIBE_STRUCT(Set, (), (key, value))
struct Delete {
  Name key;

  bool operator==(const Delete&) const = default;
};
BOOST_DESCRIBE_STRUCT(Delete, (), (key))
struct Batch {
  std::vector<Set> sets;
  std::optional<std::int32_t> limit;
  Mode mode = Mode::plain;
  std::string note;

  bool operator==(const Batch&) const = default;
};
BOOST_DESCRIBE_STRUCT(Batch, (), (sets, limit, mode, note))
struct Drop {
  Count<1, 3> n;

  bool operator==(const Drop&) const = default;
};
BOOST_DESCRIBE_STRUCT(Drop, (), (n))

using Command = std::variant<Sync, Set, Delete, Batch>;
using Fault = std::variant<Drop>;
using AnyStep = Step<Command, Fault>;
using Schedule = std::vector<AnyStep>;

inline const std::vector<std::string> kPoints{"commit", "sync"};

inline Set random_set(Draws& draws) { return {Name::at(draws.below(4)), static_cast<std::int64_t>(draws.below(100))}; }

inline Batch random_batch(Draws& draws) {
  Batch batch;
  for (auto n = draws.below(4); n > 0; --n) batch.sets.push_back(random_set(draws));
  if (draws.chance(1, 2)) batch.limit = static_cast<std::int32_t>(draws.below(200)) - 100;
  batch.mode = static_cast<Mode>(draws.below(3));
  batch.note = std::string(draws.below(4), static_cast<char>('a' + draws.below(3)));
  return batch;
}

inline Command random_command(Draws& draws) {
  switch (draws.below(8)) {
    case 0:
      return Sync{};
    case 1:
    case 2:
      return Delete{Name::at(draws.below(4))};
    case 3:
    case 4:
      return random_batch(draws);
    default:
      return random_set(draws);
  }
}

inline AnyStep random_step(Draws& draws) {
  switch (draws.below(14)) {
    case 0:
      return Fault(Drop{static_cast<std::int64_t>(1 + draws.below(3))});
    case 1:
      return Crash{kPoints[draws.below(2)], static_cast<std::uint32_t>(1 + draws.below(6))};
    case 2:
      return Restart{};
    case 3:
      return Heal{};
    case 4:
      return Advance{static_cast<std::int64_t>(1 + draws.below(draws.chance(1, 2) ? 5 : 3600))};
    case 5: {
      Together<Command> together;
      for (auto n = 2 + draws.below(2); n > 0; --n) together.commands.push_back(random_command(draws));
      return together;
    }
    default:
      return Command(random_command(draws));
  }
}

inline Schedule random_schedule(std::uint64_t seed, std::size_t steps) {
  Draws draws(seed, 0);
  Schedule schedule;
  for (std::size_t i = 0; i < steps; ++i) schedule.push_back(random_step(draws));
  return schedule;
}

inline std::string text(const Schedule& schedule) { return boost::json::serialize(schedule_to_json(schedule)); }

inline bool holds(const Schedule& schedule, const AnyStep& step) {
  return std::find(schedule.begin(), schedule.end(), step) != schedule.end();
}

// The command of that type at the step, or null.
template <class T>
const T* as(const AnyStep& step) {
  const auto* command = std::get_if<0>(&step);
  return command == nullptr ? nullptr : std::get_if<T>(command);
}

}  // namespace faultline::shrink::testing
