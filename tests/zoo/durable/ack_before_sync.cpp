// The first commit of a log is acknowledged as soon as it is written.
#include <string_view>

#include "variants.h"

namespace faultline::zoo {
namespace {

class AckBeforeSyncLog : public Log {
 public:
  using Log::Log;

 protected:
  int write_frame(std::string_view frame) override {
    first_ = size() == 0;
    return Log::write_frame(frame);
  }
  int sync_data(disk::File& some) override { return first_ && &some == &file() ? 0 : Log::sync_data(some); }

 private:
  bool first_ = false;
};

struct AckBeforeSync : SimulatedTarget<StoreOn<AckBeforeSyncLog>> {
  using SimulatedTarget::SimulatedTarget;
};

FAULTLINE_ZOO(zoo.durable.ack_before_sync, SimulatedStoreModel, AckBeforeSync, R"([
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"crash":{"point":"recovery.replayed-before-sync","hit":1,"power_loss":1}},
  {"restart":{}}
])");

}  // namespace
}  // namespace faultline::zoo
