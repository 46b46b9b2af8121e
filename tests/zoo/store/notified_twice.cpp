// The fault wrapper notifies at every failure, not only at the first.
#include "backends.h"

namespace faultline::zoo {
namespace {

class NotifiedTwiceStore : public FaultStore {
 public:
  using FaultStore::FaultStore;

 protected:
  Notify fire() override {
    if (slot_.notify) again_ = slot_.notify;
    const Notify first = FaultStore::fire();
    return first ? first : again_;
  }

 private:
  Notify again_;
};

struct NotifiedTwice : BuggyWrapper<NotifiedTwiceStore> {
  using InProcessStore::InProcessStore;
};

FAULTLINE_ZOO(zoo.store.notified_twice, StoreModel, NotifiedTwice, R"([
  {"fault":{"fail_transactions":{"substring":"a","n":2}}},
  {"command":{"multi":{"writes":[{"delete":{"key":"a","etag":"none","first_write":false}}]}}},
  {"command":{"multi":{"writes":[{"delete":{"key":"a","etag":"none","first_write":false}}]}}},
  {"command":{"counters":{}}}
])");

}  // namespace
}  // namespace faultline::zoo
