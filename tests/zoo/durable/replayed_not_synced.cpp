// What recovery read is shown to readers before it is made durable, which is done with the commit that follows it. Were
// it not done at all, one in flight would make of the loss another failure.
#include <optional>
#include <string>
#include <string_view>

#include "variants.h"

namespace faultline::zoo {
namespace {

class ReplayedNotSyncedLog : public Log {
 public:
  using Log::Log;

 protected:
  int settle(std::uint64_t at, std::string_view last) override {
    at_ = at;
    last_ = last;
    return 0;
  }
  int write_frame(std::string_view frame) override {
    if (at_ && size() > 0)
      if (const int error = Log::settle(*at_, last_); error != 0) return error;
    at_.reset();
    return Log::write_frame(frame);
  }

 private:
  std::optional<std::uint64_t> at_;
  std::string last_;
};

struct ReplayedNotSynced : SimulatedTarget<StoreOn<ReplayedNotSyncedLog>> {
  using SimulatedTarget::SimulatedTarget;
};

FAULTLINE_ZOO(zoo.durable.replayed_not_synced, SimulatedStoreModel, ReplayedNotSynced, R"([
  {"command":{"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}}},
  {"crash":{"point":"recovery.replayed-before-sync","hit":1,"power_loss":1}},
  {"restart":{}}
])");

}  // namespace
}  // namespace faultline::zoo
