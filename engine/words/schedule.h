// A schedule: the ordered steps of one run, as plain data.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"

namespace faultline {

// Arms a crash: from here on, the hit-th time the point is reached the process hosting the target dies. Arming again
// replaces an armed crash that has not fired; whatever ends the process disarms.
struct Crash {
  std::string point;
  std::uint32_t hit = 1;
  // 0: the process dies, and what it wrote stays. Else the power fails with it: 1 loses all that was not synced, any
  // other number picks which of it stays. Only where the disk is simulated.
  Count<0, 15> power_loss{};

  bool operator==(const Crash&) const = default;
};
// In the order of what is simpler: a process that dies, then the shorter point, then the earlier hit.
BOOST_DESCRIBE_STRUCT(Crash, (), (power_loss, point, hit))

// "crash  SIGKILL at wal.mid-frame #1".
inline std::string crash_text(const Crash& crash) {
  const auto pick = static_cast<std::int64_t>(crash.power_loss);
  if (pick == 0) return fmt::format("crash  SIGKILL at {} #{}", crash.point, crash.hit);
  return fmt::format("crash  power lost at {} #{}, {}", crash.point, crash.hit,
                     pick == 1 ? "nothing unsynced stays" : fmt::format("pick {} of the unsynced stays", pick));
}

// Constructs the target again on its workspace: recovery when it is down, a clean restart when it is up.
struct Restart {
  bool operator==(const Restart&) const = default;
};
BOOST_DESCRIBE_STRUCT(Restart, (), ())

// Faults off, armed crash off, target up.
struct Heal {
  bool operator==(const Heal&) const = default;
};
BOOST_DESCRIBE_STRUCT(Heal, (), ())

// Moves the run's clock on. Time passes in no other way.
struct Advance {
  Count<1, 3600> seconds;

  bool operator==(const Advance&) const = default;
};
BOOST_DESCRIBE_STRUCT(Advance, (), (seconds))

// Commands given to the target at the same moment, each from a thread of its own. Any order explains their replies.
template <class Command>
struct Together {
  std::vector<Command> commands;  // two or three

  bool operator==(const Together&) const = default;
  BOOST_DESCRIBE_CLASS(Together, (), (commands), (), ())
};

// The fault type of a model that has none; never generated.
struct NoFault {
  bool operator==(const NoFault&) const = default;
};
BOOST_DESCRIBE_STRUCT(NoFault, (), ())

template <class Command, class Fault>
using Step = std::variant<Command, Fault, Crash, Restart, Heal, Advance, Together<Command>>;

// Position of each kind of step in `Step`.
enum class StepKind : std::uint8_t { command, fault, crash, restart, heal, advance, together };

template <class Command, class Fault>
StepKind kind_of(const Step<Command, Fault>& step) {
  return static_cast<StepKind>(step.index());
}

// How many commands, faults and crashes a schedule has; those of `togethers` count as commands too.
struct ScheduleSize {
  std::uint32_t commands = 0, faults = 0, crashes = 0, steps = 0, togethers = 0;
};

template <class Command, class Fault>
ScheduleSize size_of(const std::vector<Step<Command, Fault>>& schedule) {
  ScheduleSize size;
  for (const auto& step : schedule) {
    ++size.steps;
    size.commands += kind_of(step) == StepKind::command;
    size.faults += kind_of(step) == StepKind::fault;
    size.crashes += kind_of(step) == StepKind::crash;
    if (const auto* together = std::get_if<Together<Command>>(&step)) {
      ++size.togethers;
      size.commands += static_cast<std::uint32_t>(together->commands.size());
    }
  }
  return size;
}

// The number of a step in reports, which number what the system is asked to do and not what is armed against it.
template <class Command, class Fault>
std::size_t printed_number(const std::vector<Step<Command, Fault>>& schedule, std::size_t step) {
  std::size_t number = 0;
  for (std::size_t i = 0; i <= step && i < schedule.size(); ++i) {
    if (const auto* together = std::get_if<Together<Command>>(&schedule[i])) {
      number += together->commands.size();
    } else {
      number += kind_of(schedule[i]) != StepKind::fault && kind_of(schedule[i]) != StepKind::crash;
    }
  }
  return number;
}

}  // namespace faultline
