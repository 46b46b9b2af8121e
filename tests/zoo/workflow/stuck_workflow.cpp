// What was consumed is taken for saved though the store failed: the reminder goes, the events wait for ever.
#include <string>

#include "variants.h"

namespace faultline::zoo {
namespace {

class StuckWorkflowRunner : public Runner {
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

struct StuckWorkflow : InProcessWorkflow<StuckWorkflowRunner> {
  using InProcessWorkflow::InProcessWorkflow;
};

FAULTLINE_ZOO(zoo.store.stuck_workflow, WorkflowModel, StuckWorkflow, R"([
  {"command":{"start":{"id":"a"}}},
  {"command":{"raise":{"id":"a","event":0}}},
  {"fault":{"fail_saves":{"substring":"inbox","n":1}}},
  {"command":{"pump":{"id":"a"}}}
])");

}  // namespace
}  // namespace faultline::zoo
