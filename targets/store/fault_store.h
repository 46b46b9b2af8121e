// A store that fails on demand, for anyone's unit tests: wrap the real one, arm what should go wrong.
//
//   FaultStore faulty(store);
//   faulty.arm_failures("inbox", 2);        // the next two transactions that touch an "inbox" key fail
//   run_workflow(faulty);
//   EXPECT_EQ(faulty.failed_count(), 2);
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "faultline/targets/store/hold.h"
#include "faultline/targets/store/store.h"

namespace faultline::store {

// Thread-safe. The wrapped store must outlive it. All but `multi` and `bulk_get` goes straight through.
//
// `multi`, in this order: observer; cancelled?; armed failure?; hold; cancelled?; the wrapped store.
class FaultStore : public Store {
 public:
  using Notify = std::function<void()>;
  using MultiObserver = std::function<void(const std::vector<Operation>&)>;

  explicit FaultStore(Store& inner) : inner_(inner) {}

  // The next `n` transactions with an upsert or delete key that contains `key_substring` fail: with `transient`, or
  // with a true `etag_mismatch`. They never reach the wrapped store and are not validated. `notify` is called at the
  // first of them, outside any lock, before `multi` returns. An empty substring never fires; n <= 0 disarms.
  // There is one slot: arming replaces what was armed, and a replaced notification never fires.
  void arm_failures(std::string key_substring, int n, Notify notify = nullptr);
  void arm_etag_mismatch(std::string key_substring, int n, Notify notify = nullptr);

  // Failures of both kinds injected so far. Never reset.
  std::uint64_t failed_count() const;

  // `observer` sees every `multi`, also one that is about to fail: synchronously, outside any lock. Null clears.
  void set_multi_observer(MultiObserver observer);

  // One-shot: the next transaction that deletes a key containing `key_substring` (the next bulk_get with such a key)
  // announces itself, blocks until released or cancelled, and if released goes through to the wrapped store. A
  // cancelled one returns `cancelled` and does not. An empty substring holds nothing. A second hold replaces one
  // whose call has not arrived.
  Hold hold_next_multi_delete(std::string key_substring);
  Hold hold_next_bulk_get(std::string key_substring);

  Result<std::optional<Item>> get(const std::string& key) override;
  Result<void> set(const Upsert& upsert) override;
  Result<void> erase(const Erase& erase) override;
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop = {}) override;
  Result<std::vector<std::optional<Item>>> bulk_get(const std::vector<std::string>& keys,
                                                    std::stop_token stop = {}) override;
  std::vector<Result<void>> bulk_set(const std::vector<Upsert>& upserts) override;
  std::vector<Result<void>> bulk_erase(const std::vector<Erase>& erases) override;
  Result<KeyPage> list_keys(const std::string& pattern, std::size_t page_size = kPageSize,
                            const std::string& continuation = "") override;
  Result<std::uint64_t> erase_prefix(const std::string& prefix) override;
  std::vector<Feature> features() const override;
  int multi_max_size() const override;

 protected:
  struct Slot {
    std::string substring;
    int remaining = 0;
    StoreError::Kind kind = StoreError::Kind::transient;
    Notify notify;
  };

  // Books one injected failure and gives the notification to call for it, if any. Runs with the lock held.
  virtual Notify fire();

  mutable std::mutex mutex_;
  Slot slot_;
  std::uint64_t failed_ = 0;

 private:
  struct PendingHold {
    std::string substring;
    std::shared_ptr<Gate> gate;
  };

  void arm(Slot slot);
  std::optional<StoreError> injected_failure(const std::vector<Operation>& operations);
  Hold hold_next(PendingHold& pending, std::string key_substring);
  // Blocks in the pending hold, which is used up, if `call_matches(its substring)`.
  template <class Matches>
  void wait_if_held(PendingHold& pending, const Matches& call_matches, const std::stop_token& stop);

  Store& inner_;
  MultiObserver observer_;
  PendingHold delete_hold_;
  PendingHold bulk_get_hold_;
};

}  // namespace faultline::store
