// A commit is acknowledged while its frame waits in a buffer for the next one.
#include <utility>
#include <vector>

#include "variants.h"

namespace faultline::zoo {
namespace {

class AckBeforeWriteStore : public DurableStore {
 public:
  using DurableStore::DurableStore;
  ~AckBeforeWriteStore() override { (void)flush(); }

 protected:
  Result<void> persist(const std::vector<Change>& changes) override {
    const auto flushed = flush();
    waiting_ = changes;
    return flushed;
  }
  Result<void> run_checkpoint() override {
    if (const auto flushed = flush(); !flushed) return flushed;
    return DurableStore::run_checkpoint();
  }

 private:
  Result<void> flush() {
    if (waiting_.empty()) return {};
    return DurableStore::persist(std::exchange(waiting_, {}));
  }

  std::vector<Change> waiting_;
};

struct AckBeforeWrite : DurableTarget<AckBeforeWriteStore> {
  using DurableTarget::DurableTarget;
};

FAULTLINE_ZOO(zoo.durable.ack_before_write, DurableModel, AckBeforeWrite, R"([
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"crash":{"point":"wal.mid-frame","hit":1}},
  {"restart":{}}
])");

}  // namespace
}  // namespace faultline::zoo
