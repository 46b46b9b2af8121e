// The workflow runner as a target: over any store, behind the fault wrapper, with a second runner beside it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "faultline/engine/runner/run.h"
#include "faultline/engine/words/outcome.h"
#include "faultline/models/workflow/workflow_model.h"
#include "faultline/targets/store/fault_store.h"
#include "faultline/targets/workflow/runner.h"

namespace faultline::targets {

// What does not depend on the store or the kind of runner: the commands, done by the given runner or by a peer, a right
// one on the same store. The store and the runner must outlive it. Throws where the runner cannot recover.
class WorkflowDriver {
 public:
  using Command = models::WorkflowModel::Command;
  using Reply = models::workflow::Reply;

  WorkflowDriver(store::FaultStore& store, workflow::Runner& runner);
  WorkflowDriver(const WorkflowDriver&) = delete;
  WorkflowDriver& operator=(const WorkflowDriver&) = delete;
  ~WorkflowDriver() { store_.set_multi_observer(nullptr); }

  Outcome<Reply> execute(const Command& command);
  void inject(const models::workflow::Fault& fault);

 private:
  Outcome<Reply> run(const models::workflow::Start& start);
  Outcome<Reply> run(const models::workflow::Raise& raise);
  Outcome<Reply> run(const models::workflow::Pump& pump);
  Outcome<Reply> run(const models::workflow::Status& status);
  Outcome<Reply> run(const models::workflow::TornStatus& status);
  Outcome<Reply> run(const models::workflow::PeerRaise& raise);
  Outcome<Reply> run(const models::workflow::ListReminders&);
  Outcome<Reply> run(const models::workflow::Counters&);

  // Notes which reminders are there before their save is, at the moment when a save begins.
  void look_for_early_reminders();
  void look_for_unguarded_metadata(const store::Operation& operation);

  store::FaultStore& store_;
  workflow::Runner& runner_;
  workflow::Runner peer_;
  workflow::Runner witness_;
  std::set<std::pair<std::string, std::uint64_t>> early_;  // reminders: id and generation
  std::uint64_t unguarded_ = 0;                            // metadata writes that would overwrite whatever is there
};

// `Backend` owns the store: `explicit Backend(Run&)` and `Store& store()`. `R` is Runner or a variant of it.
template <class Backend, class R = workflow::Runner>
class WorkflowTarget {
 public:
  explicit WorkflowTarget(Run& run)
      : backend_(run), faulty_(backend_.store()), runner_(faulty_), driver_(faulty_, runner_) {}

  Outcome<models::workflow::Reply> execute(const WorkflowDriver::Command& command) { return driver_.execute(command); }
  void inject(const models::workflow::Fault& fault) { driver_.inject(fault); }
  void heal() { faulty_.arm_failures("", 0); }
  std::uint64_t faults_fired() const { return faulty_.failed_count(); }

 private:
  Backend backend_;
  store::FaultStore faulty_;
  R runner_;
  WorkflowDriver driver_;
};

}  // namespace faultline::targets
