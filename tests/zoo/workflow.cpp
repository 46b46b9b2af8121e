// Planted bugs in a workflow runner: what people get wrong about the store beneath them.
#include "faultline/targets/attach/check.h"
#include "faultline/targets/workflow/target/workflow_targets.h"

namespace faultline::zoo {
namespace {

using models::WorkflowModel;
using store::Result;
using store::StoreError;
using targets::InProcessWorkflow;
using workflow::Answer;
using workflow::Runner;
using workflow::State;

// When the first event of a workflow could not be saved, a reminder is made to try again, but nothing was kept that
// could be tried.
class RetryingRunner : public Runner {
 public:
  using Runner::Runner;
  Result<Answer> raise(const std::string& id, int event) override {
    auto raised = Runner::raise(id, event);
    if (raised || raised.error().kind != StoreError::Kind::transient) return raised;
    const auto now = status(id);
    if (now && now.value().generation == 1)
      if (const auto added = service().add(id, 0); !added) return added.error();
    return raised;
  }
};
struct OrphanReminder : InProcessWorkflow<RetryingRunner> {
  using InProcessWorkflow::InProcessWorkflow;
};
FAULTLINE_ZOO(zoo.store.orphan_reminder, WorkflowModel, OrphanReminder, "3 commands, 1 fault");

// What was consumed is taken for saved though the store failed: the reminder goes, the events wait for ever.
class HopefulRunner : public Runner {
 public:
  using Runner::Runner;

 protected:
  Result<void> write(const std::string& id, const State& before, const State& after) override {
    const auto written = Runner::write(id, before, after);
    const bool consumed = after.history.size() > before.history.size();
    if (!written && written.error().kind == StoreError::Kind::transient && consumed) return {};
    return written;
  }
};
struct StuckWorkflow : InProcessWorkflow<HopefulRunner> {
  using InProcessWorkflow::InProcessWorkflow;
};
FAULTLINE_ZOO(zoo.store.stuck_workflow, WorkflowModel, StuckWorkflow, "3 commands, 1 fault");

// Nobody looks whether the metadata is still what it was when the entries were read.
class TrustingRunner : public Runner {
 public:
  using Runner::Runner;

 protected:
  bool is_torn(const store::Item&, const std::optional<store::Item>&) const override { return false; }
};
struct TornRead : InProcessWorkflow<TrustingRunner> {
  using InProcessWorkflow::InProcessWorkflow;
};
FAULTLINE_ZOO(zoo.store.torn_read, WorkflowModel, TornRead, "3 commands");

}  // namespace
}  // namespace faultline::zoo
