// Planted bugs in transactions.
#include <cstdlib>
#include <semaphore>
#include <set>

#include "faultline/targets/store/etag.h"

#include "store_backends.h"

namespace faultline::zoo {
namespace {

// A transaction's first-write rule sees what the transaction itself has written so far.
class MidTransactionStore : public MemoryStore {
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
struct MidTransaction : BuggyStore<MidTransactionStore> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.mid_transaction_check, StoreModel, MidTransaction, "1 command");

// The ETag that a write names is compared when its turn comes, and what stands before it is kept.
class HalfStore : public MemoryStore {
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
struct HalfTransaction : BuggyStore<HalfStore> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.half_transaction, StoreModel, HalfTransaction, "1 command");

// A transaction goes where its first key belongs, and must have one.
class Router : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop) override {
    if (operations.empty()) std::abort();
    return FaultStore::multi(operations, std::move(stop));
  }
};
struct CrashOnEmpty : DeadlyWrapper<Router> {
  using DeadlyWrapper::DeadlyWrapper;
};
FAULTLINE_ZOO(zoo.store.crash_on_empty_transaction, StoreModel, CrashOnEmpty, "1 command");

// Each operation takes a buffer from a pool of three, and all are given back when the transaction is done.
class Pool : public FaultStore {
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
struct HangOnLarge : DeadlyWrapper<Pool> {
  using DeadlyWrapper::DeadlyWrapper;
  static constexpr std::uint32_t deadline_ms = 50;
};
FAULTLINE_ZOO(zoo.store.hang_on_large_transaction, StoreModel, HangOnLarge, "1 command");

}  // namespace
}  // namespace faultline::zoo
