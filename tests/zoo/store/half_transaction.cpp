// The ETag that a write names is compared when its turn comes, and what stands before it is kept.
#include <stop_token>
#include <variant>
#include <vector>

#include "backends.h"

namespace faultline::zoo {
namespace {

class HalfTransactionStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;

  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop) override {
    const auto done = MemoryStore::multi(operations, stop);
    if (done || done.error().kind != StoreError::Kind::etag_mismatch) return done;
    const auto exists_though_new = [&](const auto& write) {
      return write.concurrency == store::Concurrency::first_write && write.etag.value_or("").empty() &&
             get(write.key)->has_value();
    };
    for (const Operation& operation : operations)
      if (std::visit(exists_though_new, operation)) return done;
    auto kept = operations;
    do kept.pop_back();
    while (!MemoryStore::multi(kept, stop));
    return done;
  }
};

struct HalfTransaction : BuggyStore<HalfTransactionStore> {
  using InProcessStore::InProcessStore;
};

FAULTLINE_ZOO(zoo.store.half_transaction, StoreModel, HalfTransaction, R"([
  {"command":{"multi":{"writes":[
    {"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}},
    {"delete":{"key":"a","etag":"seen","first_write":false}}]}}}
])");

}  // namespace
}  // namespace faultline::zoo
