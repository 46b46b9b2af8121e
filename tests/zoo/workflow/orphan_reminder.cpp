// When the first event of a workflow could not be saved, a reminder is made to try again, but nothing was kept that
// could be tried.
#include <string>

#include "variants.h"

namespace faultline::zoo {
namespace {

class OrphanReminderRunner : public Runner {
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

struct OrphanReminder : InProcessWorkflow<OrphanReminderRunner> {
  using InProcessWorkflow::InProcessWorkflow;
};

FAULTLINE_ZOO(zoo.store.orphan_reminder, WorkflowModel, OrphanReminder, R"([
  {"command":{"start":{"id":"a"}}},
  {"fault":{"fail_saves":{"substring":"inbox","n":1}}},
  {"command":{"raise":{"id":"a","event":0}}},
  {"command":{"list_reminders":{}}}
])");

}  // namespace
}  // namespace faultline::zoo
