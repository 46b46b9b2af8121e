// Planted bugs in a store: each a small deviation from a correct one, as people really make them.
#include <map>
#include <set>

#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/etag.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline::zoo {
namespace {

using models::StoreModel;
using store::Erase;
using store::FaultStore;
using store::MemoryStore;
using store::Operation;
using store::Result;
using store::StoreError;
using store::Upsert;
using targets::InProcessStore;
using targets::MemoryBackend;

// An update that names the version it read is done even though somebody wrote in between.
class LostUpdateStore : public MemoryStore {
 public:
  Result<void> set(const Upsert& upsert) override {
    const auto old = get(upsert.key);
    const bool names_version = !upsert.etag.value_or("").empty();
    if (!old || !old.value() || !names_version) return MemoryStore::set(upsert);
    if (const auto valid = store::validate(upsert); !valid) return valid;
    return MemoryStore::set({upsert.key, upsert.value});
  }
};
struct LostUpdate : InProcessStore<MemoryBackend<LostUpdateStore>> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.lost_update, StoreModel, LostUpdate, "2 commands");

// A deleted item's ETag still lets its holder write.
class StaleEtagStore : public MemoryStore {
 public:
  Result<void> erase(const Erase& erase) override {
    const auto old = get(erase.key);
    const auto done = MemoryStore::erase(erase);
    if (done && old && old.value()) buried_[erase.key] = old.value()->etag;
    return done;
  }
  Result<void> set(const Upsert& upsert) override {
    const auto old = get(upsert.key);
    const auto grave = buried_.find(upsert.key);
    const bool gone = old && !old.value() && grave != buried_.end();
    if (gone && upsert.etag == grave->second) return MemoryStore::set({upsert.key, upsert.value});
    return MemoryStore::set(upsert);
  }

 private:
  std::map<std::string, std::string> buried_;
};
struct StaleEtag : InProcessStore<MemoryBackend<StaleEtagStore>> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.stale_etag_after_delete, StoreModel, StaleEtag, "4 commands");

// A transaction's first-write rule sees what the transaction itself has written so far.
class MidTransactionStore : public MemoryStore {
 public:
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
struct MidTransaction : InProcessStore<MemoryBackend<MidTransactionStore>> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.mid_transaction_check, StoreModel, MidTransaction, "1 command");

// The fault wrapper notifies at every failure, not only at the first.
class RepeatingFaultStore : public FaultStore {
 public:
  using FaultStore::FaultStore;

 protected:
  Notify fire() override {
    if (slot_.notify) again_ = slot_.notify;
    const Notify first = FaultStore::fire();
    return first ? first : again_;
  }

 private:
  Notify again_;
};
struct RepeatingBackend : MemoryBackend<MemoryStore> {
  using MemoryBackend::MemoryBackend;
  using Wrapper = RepeatingFaultStore;
};
struct NotifiedTwice : InProcessStore<RepeatingBackend> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.notified_twice, StoreModel, NotifiedTwice, "3 commands, 1 fault");

}  // namespace
}  // namespace faultline::zoo
