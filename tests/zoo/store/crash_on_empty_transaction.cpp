// A transaction goes where its first key belongs, and must have one.
#include <cstdlib>
#include <stop_token>
#include <utility>
#include <vector>

#include "backends.h"

namespace faultline::zoo {
namespace {

class CrashOnEmptyTransactionStore : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop) override {
    if (operations.empty()) std::abort();
    return FaultStore::multi(operations, std::move(stop));
  }
};

struct CrashOnEmptyTransaction : DeadlyWrapper<CrashOnEmptyTransactionStore> {
  using DeadlyWrapper::DeadlyWrapper;
};

FAULTLINE_ZOO(zoo.store.crash_on_empty_transaction, StoreModel, CrashOnEmptyTransaction,
              R"([{"command":{"multi":{"writes":[]}}}])");

}  // namespace
}  // namespace faultline::zoo
