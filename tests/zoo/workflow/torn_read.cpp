// Nobody looks whether the metadata is still what it was when the entries were read.
#include <optional>

#include "variants.h"

namespace faultline::zoo {
namespace {

class TornReadRunner : public Runner {
 public:
  using Runner::Runner;

 protected:
  bool is_torn(const store::Item&, const std::optional<store::Item>&) const override { return false; }
};

struct TornRead : InProcessWorkflow<TornReadRunner> {
  using InProcessWorkflow::InProcessWorkflow;
};

FAULTLINE_ZOO(zoo.store.torn_read, WorkflowModel, TornRead, R"([
  {"command":{"start":{"id":"a"}}},
  {"command":{"raise":{"id":"a","event":0}}},
  {"command":{"torn_status":{"id":"a"}}}
])");

}  // namespace
}  // namespace faultline::zoo
