// Planted bugs in what stands between a client and its store: the fault wrapper, a connection, a cache.
#include <optional>
#include <set>
#include <utility>

#include "store_backends.h"

namespace faultline::zoo {
namespace {

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
struct NotifiedTwice : BuggyWrapper<RepeatingFaultStore> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.notified_twice, StoreModel, NotifiedTwice, "3 commands, 1 fault");

// An injected mismatch does not count as a failure.
class MiscountingFaultStore : public FaultStore {
 public:
  using FaultStore::FaultStore;

 protected:
  Notify fire() override {
    if (slot_.kind == StoreError::Kind::etag_mismatch) --failed_;
    return FaultStore::fire();
  }
};
struct FailureCountWrong : BuggyWrapper<MiscountingFaultStore> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.failure_count_wrong, StoreModel, FailureCountWrong, "2 commands, 1 fault");

// The answer of a refused write stays in the connection, and the next get takes it for its own.
class UnreadAnswer : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> set(const Upsert& upsert) override { return kept(FaultStore::set(upsert)); }
  Result<void> erase(const Erase& erase) override { return kept(FaultStore::erase(erase)); }
  Result<std::optional<store::Item>> get(const std::string& key) override {
    if (unread_) return *std::exchange(unread_, std::nullopt);
    return FaultStore::get(key);
  }

 private:
  Result<void> kept(Result<void> result) {
    unread_.reset();
    if (!result) unread_ = result.error();
    return result;
  }

  std::optional<StoreError> unread_;
};
struct PreviousReply : BuggyWrapper<UnreadAnswer> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.previous_reply_returned, StoreModel, PreviousReply, "1 command");

// Bulk reads remember which keys are missing, and bulk writes do not tell them otherwise.
class MissCache : public FaultStore {
 public:
  using FaultStore::FaultStore;

  Result<void> set(const Upsert& upsert) override {
    missing_.clear();
    return FaultStore::set(upsert);
  }
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop) override {
    missing_.clear();
    return FaultStore::multi(operations, std::move(stop));
  }
  Result<std::vector<std::optional<store::Item>>> bulk_get(const std::vector<std::string>& keys,
                                                           std::stop_token stop) override {
    auto items = FaultStore::bulk_get(keys, std::move(stop));
    for (std::size_t i = 0; items && i < keys.size(); ++i) {
      if (missing_.contains(keys[i])) items.value()[i].reset();
      if (!items.value()[i]) missing_.insert(keys[i]);
    }
    return items;
  }

 private:
  std::set<std::string> missing_;
};
struct StaleCache : BuggyWrapper<MissCache> {
  using InProcessStore::InProcessStore;
};
FAULTLINE_ZOO(zoo.store.stale_cache, StoreModel, StaleCache, "3 commands");

}  // namespace
}  // namespace faultline::zoo
