// Each operation takes a buffer from a pool of three, and all are given back when the transaction is done.
#include <semaphore>
#include <stop_token>
#include <utility>
#include <vector>

#include "backends.h"

namespace faultline::zoo {
namespace {

class HangOnLargeTransactionStore : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop) override {
    for (std::size_t i = 0; i < operations.size(); ++i) buffers_.acquire();
    auto done = FaultStore::multi(operations, std::move(stop));
    buffers_.release(static_cast<std::ptrdiff_t>(operations.size()));
    return done;
  }

 private:
  std::counting_semaphore<3> buffers_{3};
};

struct HangOnLargeTransaction : DeadlyWrapper<HangOnLargeTransactionStore> {
  using DeadlyWrapper::DeadlyWrapper;
  static constexpr std::uint32_t deadline_ms = 50;
};

FAULTLINE_ZOO(zoo.store.hang_on_large_transaction, StoreModel, HangOnLargeTransaction, R"([
  {"command":{"multi":{"writes":[
    {"delete":{"key":"a","etag":"none","first_write":false}},
    {"delete":{"key":"a","etag":"none","first_write":false}},
    {"delete":{"key":"a","etag":"none","first_write":false}},
    {"delete":{"key":"a","etag":"none","first_write":false}}]}}}
])");

}  // namespace
}  // namespace faultline::zoo
