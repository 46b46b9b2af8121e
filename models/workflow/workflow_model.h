// What a right workflow runner does, written from its specification and sharing no code with any.
//
// An event that was acknowledged is in the inbox and then in the history, in order, until the workflow starts again.
// There is a reminder exactly while the inbox holds something. A save that fails with `transient` fails its command;
// one that meets an ETag mismatch is tried again, three times in all.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "faultline/engine/words/concepts.h"
#include "faultline/models/workflow/workflow_words.h"

namespace faultline::models {

// A value type. Injected failures are predicted, not only permitted: they fire on the keys that a save writes.
class WorkflowModel {
 public:
  using Contract = durable_on_ack;
  using Command = std::variant<workflow::Start, workflow::Raise, workflow::Pump, workflow::Status, workflow::TornStatus,
                               workflow::PeerRaise, workflow::ListReminders, workflow::Counters>;
  using Reply = workflow::Reply;
  using Fault = workflow::Fault;

  bool step(const Command& command, const Reply& reply);
  void assume(const Command& command);
  std::string expect(const Command& command) const;
  bool permits(const Command& command, const Error& error);

  void inject(const Fault& fault);
  void heal() { armed_.reset(); }
  void after_crash();  // the fault wrapper's state dies with its process

  // Fires what reminders there are and reads everything. The second time there is nothing to fire, and the same to
  // read.
  std::vector<Command> audit() const;

  bool operator==(const WorkflowModel&) const = default;

 private:
  struct Armed {
    std::string substring;
    std::int64_t remaining = 0;
    bool mismatch = false;

    bool operator==(const Armed&) const = default;
  };
  // The reply, or the kind of the failure.
  using Answer = std::variant<Reply, std::string>;
  using Touched = std::vector<const char*>;

  Answer right_answer(const Command& command);  // and takes its effect
  Answer answer(const workflow::Start& start);
  Answer answer(const workflow::Raise& raise);
  Answer answer(const workflow::Pump& pump);
  Answer answer(const workflow::Status& status);
  Answer answer(const workflow::TornStatus& status);
  Answer answer(const workflow::PeerRaise& raise);
  Answer answer(const workflow::ListReminders&) const;
  Answer answer(const workflow::Counters&) const;

  // How the save of these kinds of keys fails, if it does.
  std::optional<std::string> failed_save(workflow::WorkflowId id, const Touched& kinds);
  bool fires(workflow::WorkflowId id, const Touched& kinds) const;

  std::map<workflow::WorkflowId, workflow::State> workflows_;
  std::optional<Armed> armed_;
  std::uint64_t failed_ = 0;
};

static_assert(Model<WorkflowModel>);

}  // namespace faultline::models
