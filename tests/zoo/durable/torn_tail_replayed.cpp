// A frame that is not all there is taken for a whole one, and what there is of it is replayed.
#include <string_view>

#include "variants.h"

namespace faultline::zoo {
namespace {

class TornTailReplayedLog : public Log {
 public:
  using Log::Log;

 protected:
  store::wal::Decoded decode(std::string_view bytes) const override {
    auto frame = Log::decode(bytes);
    if (frame.tail != store::wal::Tail::torn || bytes.size() < store::wal::kFrameHeaderSize) return frame;
    frame.whole = true;
    frame.payload = bytes.substr(store::wal::kFrameHeaderSize);
    return frame;
  }
};

struct TornTailReplayed : DurableTarget<StoreOn<TornTailReplayedLog>> {
  using DurableTarget::DurableTarget;
};

FAULTLINE_ZOO(zoo.durable.torn_tail_replayed, DurableModel, TornTailReplayed, R"([
  {"crash":{"point":"wal.mid-frame","hit":1}},
  {"command":{"delete":{"key":"a","etag":"none","first_write":false}}}
])");

}  // namespace
}  // namespace faultline::zoo
