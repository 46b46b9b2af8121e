// A transaction's first-write rule sees what the transaction itself has written so far.
#include <set>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "faultline/targets/store/etag.h"

#include "backends.h"

namespace faultline::zoo {
namespace {

class MidTransactionCheckStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;

  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop) override {
    std::set<std::string> written;
    for (const Operation& operation : operations) {
      const auto names_no_version = [&](const auto& write) {
        return write.concurrency == store::Concurrency::first_write && write.etag.value_or("").empty();
      };
      const std::string& key = store::key_of(operation);
      if (written.contains(key) && std::visit(names_no_version, operation) && store::validate(operations))
        return StoreError{StoreError::Kind::etag_mismatch, key + " exists"};
      if (std::holds_alternative<Upsert>(operation)) written.insert(key);
    }
    return MemoryStore::multi(operations, stop);
  }
};

struct MidTransactionCheck : BuggyStore<MidTransactionCheckStore> {
  using InProcessStore::InProcessStore;
};

FAULTLINE_ZOO(zoo.store.mid_transaction_check, StoreModel, MidTransactionCheck, R"([
  {"command":{"multi":{"writes":[
    {"set":{"key":"a","value":0,"ttl":0,"etag":"none","first_write":false}},
    {"delete":{"key":"a","etag":"none","first_write":true}}]}}}
])");

}  // namespace
}  // namespace faultline::zoo
