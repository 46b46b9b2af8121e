// The checksum is taken over what is there, whatever the length says: a frame that was not finished looks damaged, and
// the store cannot be opened any more.
#include <string_view>

#include "variants.h"

namespace faultline::zoo {
namespace {

class ChecksumSkipsLengthLog : public Log {
 public:
  using Log::Log;

 protected:
  store::wal::Decoded decode(std::string_view bytes) const override {
    auto frame = Log::decode(bytes);
    if (frame.tail == store::wal::Tail::torn && bytes.size() > store::wal::kFrameHeaderSize)
      frame.tail = store::wal::Tail::checksum_mismatch;
    return frame;
  }
};

struct ChecksumSkipsLength : DurableTarget<StoreOn<ChecksumSkipsLengthLog>> {
  using DurableTarget::DurableTarget;
};

FAULTLINE_ZOO(zoo.durable.checksum_skips_length, DurableModel, ChecksumSkipsLength, R"([
  {"crash":{"point":"wal.mid-frame","hit":1}},
  {"command":{"delete":{"key":"a","etag":"none","first_write":false}}}
])");

}  // namespace
}  // namespace faultline::zoo
