// What is said to a workflow runner, what it answers, and what may be armed against its store.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/domain.h"
#include "faultline/engine/words/text.h"

namespace faultline::models::workflow {

using WorkflowId = OneOf<"a", "b", "c">;
using Event = Ranged<0, 9>;  // 0 completes its workflow

// Creates a workflow, or starts a completed one again.
struct Start {
  WorkflowId id;
};
BOOST_DESCRIBE_STRUCT(Start, (), (id))

// Puts an event into a workflow's inbox.
struct Raise {
  WorkflowId id;
  Event event;
};
BOOST_DESCRIBE_STRUCT(Raise, (), (id, event))

// The workflow's reminder fires, if it has one: it consumes its inbox.
struct Pump {
  WorkflowId id;
};
BOOST_DESCRIBE_STRUCT(Pump, (), (id))

struct Status {
  WorkflowId id;
};
BOOST_DESCRIBE_STRUCT(Status, (), (id))

// A status whose read of the entries is held while another runner pumps the workflow.
struct TornStatus {
  WorkflowId id;
};
BOOST_DESCRIBE_STRUCT(TornStatus, (), (id))

// Another runner raises the event, so that what the first has cached is stale.
struct PeerRaise {
  WorkflowId id;
  Event event;
};
BOOST_DESCRIBE_STRUCT(PeerRaise, (), (id, event))

struct ListReminders {};
BOOST_DESCRIBE_STRUCT(ListReminders, (), ())

// Reads the fault wrapper's counter.
struct Counters {};
BOOST_DESCRIBE_STRUCT(Counters, (), ())

// Replies.
struct Done {
  bool operator==(const Done&) const = default;
  std::string show() const { return "ok"; }
};
BOOST_DESCRIBE_STRUCT(Done, (), ())

enum class Refusal : std::uint8_t { not_found, already_running };
BOOST_DESCRIBE_ENUM(Refusal, not_found, already_running)
struct Refused {
  Refusal why = Refusal::not_found;

  bool operator==(const Refused&) const = default;
  std::string show() const { return "refused " + to_text(why); }
};
BOOST_DESCRIBE_STRUCT(Refused, (), (why))

struct State {
  bool completed = false;
  std::vector<std::int64_t> history, inbox;

  bool operator==(const State&) const = default;
  std::string show() const;
};
BOOST_DESCRIBE_STRUCT(State, (), (completed, history, inbox))

// `saved`: the save that the reminder belongs to was written before it, and waits to be consumed.
struct Reminder {
  std::string id;
  bool saved = true;

  bool operator==(const Reminder&) const = default;
  std::string show() const { return saved ? id : id + " unsaved"; }
};
BOOST_DESCRIBE_STRUCT(Reminder, (), (id, saved))
struct Due {
  std::vector<Reminder> reminders;

  bool operator==(const Due&) const = default;
  std::string show() const;
};
BOOST_DESCRIBE_STRUCT(Due, (), (reminders))

// Injected failures since the wrapper was made.
struct Counted {
  std::uint64_t failed = 0;     // injected failures
  std::uint64_t unguarded = 0;  // metadata writes that neither carried an ETag nor were first writes

  bool operator==(const Counted&) const = default;
  std::string show() const { return fmt::format("failed={} unguarded={}", failed, unguarded); }
};
BOOST_DESCRIBE_STRUCT(Counted, (), (failed, unguarded))

using Reply = std::variant<Done, Refused, State, Due, Counted>;

// Faults: the next n saves that write a key containing `substring` fail. One slot: arming replaces.
using SaveKey = OneOf<"inbox", "metadata", "history", "||a||", "||b||">;
struct FailSaves {
  SaveKey substring;
  Count<1, 3> n;
};
BOOST_DESCRIBE_STRUCT(FailSaves, (), (substring, n))

struct MismatchSaves {
  SaveKey substring;
  Count<1, 3> n;
};
BOOST_DESCRIBE_STRUCT(MismatchSaves, (), (substring, n))

using Fault = std::variant<FailSaves, MismatchSaves>;

}  // namespace faultline::models::workflow
