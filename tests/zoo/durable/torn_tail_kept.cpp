// Recovery leaves a torn frame where it is, and later frames go behind it.
#include "variants.h"

namespace faultline::zoo {
namespace {

class TornTailKeptLog : public Log {
 public:
  using Log::Log;

 protected:
  std::uint64_t drop_torn_tail(std::uint64_t, std::uint64_t to) override { return to; }
};

struct TornTailKept : DurableTarget<StoreOn<TornTailKeptLog>> {
  using DurableTarget::DurableTarget;
};

FAULTLINE_ZOO(zoo.durable.torn_tail_kept, DurableModel, TornTailKept, R"([
  {"crash":{"point":"wal.mid-frame","hit":1}},
  {"command":{"delete":{"key":"a","etag":"none","first_write":false}}},
  {"restart":{}},
  {"command":{"delete":{"key":"a","etag":"none","first_write":false}}},
  {"restart":{}}
])");

}  // namespace
}  // namespace faultline::zoo
