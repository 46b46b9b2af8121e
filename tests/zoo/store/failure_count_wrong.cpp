// An injected mismatch does not count as a failure.
#include "backends.h"

namespace faultline::zoo {
namespace {

class FailureCountWrongStore : public FaultStore {
 public:
  using FaultStore::FaultStore;

 protected:
  Notify fire() override {
    if (slot_.kind == StoreError::Kind::etag_mismatch) --failed_;
    return FaultStore::fire();
  }
};

struct FailureCountWrong : BuggyWrapper<FailureCountWrongStore> {
  using InProcessStore::InProcessStore;
};

FAULTLINE_ZOO(zoo.store.failure_count_wrong, StoreModel, FailureCountWrong, R"([
  {"fault":{"mismatch_transactions":{"substring":"a","n":1}}},
  {"command":{"multi":{"writes":[{"delete":{"key":"a","etag":"none","first_write":false}}]}}},
  {"command":{"counters":{}}}
])");

}  // namespace
}  // namespace faultline::zoo
