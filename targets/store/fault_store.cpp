#include "faultline/targets/store/fault_store.h"

#include <algorithm>
#include <utility>

#include "faultline/targets/store/etag.h"

namespace faultline::store {
namespace {

StoreError cancelled(const char* call) { return {StoreError::Kind::cancelled, std::string(call) + " cancelled"}; }

// An empty substring matches nothing: "every key" is never what a test meant by it.
bool matches(const std::string& key, const std::string& substring) {
  return !substring.empty() && key.find(substring) != std::string::npos;
}

}  // namespace

void FaultStore::arm_failures(std::string key_substring, int n, Notify notify) {
  arm({std::move(key_substring), n, StoreError::Kind::transient, std::move(notify)});
}

void FaultStore::arm_etag_mismatch(std::string key_substring, int n, Notify notify) {
  arm({std::move(key_substring), n, StoreError::Kind::etag_mismatch, std::move(notify)});
}

void FaultStore::arm(Slot slot) {
  // Swapped out, so that the replaced notification's captures are destroyed outside the lock.
  const std::lock_guard hold(mutex_);
  std::swap(slot_, slot);
}

std::uint64_t FaultStore::failed_count() const {
  const std::lock_guard hold(mutex_);
  return failed_;
}

void FaultStore::set_multi_observer(MultiObserver observer) {
  const std::lock_guard hold(mutex_);
  std::swap(observer_, observer);
}

Hold FaultStore::hold_next_multi_delete(std::string key_substring) {
  return hold_next(delete_hold_, std::move(key_substring));
}

Hold FaultStore::hold_next_bulk_get(std::string key_substring) {
  return hold_next(bulk_get_hold_, std::move(key_substring));
}

Hold FaultStore::hold_next(PendingHold& pending, std::string key_substring) {
  auto gate = std::make_shared<Gate>();
  const std::lock_guard hold(mutex_);
  pending = {std::move(key_substring), gate};
  return Hold(gate);
}

Result<std::optional<Item>> FaultStore::get(const std::string& key) { return inner_.get(key); }

Result<void> FaultStore::set(const Upsert& upsert) { return inner_.set(upsert); }

Result<void> FaultStore::erase(const Erase& erase) { return inner_.erase(erase); }

Result<void> FaultStore::multi(const std::vector<Operation>& operations, std::stop_token stop) {
  MultiObserver observer;
  {
    const std::lock_guard hold(mutex_);
    observer = observer_;
  }
  if (observer) observer(operations);
  if (stop.stop_requested()) return cancelled("multi");
  // Before the hold: a held call still goes through to the store, a failing one never does.
  if (std::optional<StoreError> failure = injected_failure(operations)) return *std::move(failure);

  const auto deletes_match = [&operations](const std::string& substring) {
    return std::any_of(operations.begin(), operations.end(), [&substring](const Operation& operation) {
      return std::holds_alternative<Erase>(operation) && matches(key_of(operation), substring);
    });
  };
  wait_if_held(delete_hold_, deletes_match, stop);
  if (stop.stop_requested()) return cancelled("multi");
  return inner_.multi(operations, std::move(stop));
}

Result<std::vector<std::optional<Item>>> FaultStore::bulk_get(const std::vector<std::string>& keys,
                                                              std::stop_token stop) {
  if (stop.stop_requested()) return cancelled("bulk get");
  const auto keys_match = [&keys](const std::string& substring) {
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return matches(key, substring); });
  };
  wait_if_held(bulk_get_hold_, keys_match, stop);
  if (stop.stop_requested()) return cancelled("bulk get");
  return inner_.bulk_get(keys, std::move(stop));
}

std::vector<Result<void>> FaultStore::bulk_set(const std::vector<Upsert>& upserts) { return inner_.bulk_set(upserts); }

std::vector<Result<void>> FaultStore::bulk_erase(const std::vector<Erase>& erases) { return inner_.bulk_erase(erases); }

Result<KeyPage> FaultStore::list_keys(const std::string& pattern, std::size_t page_size,
                                      const std::string& continuation) {
  return inner_.list_keys(pattern, page_size, continuation);
}

Result<std::uint64_t> FaultStore::erase_prefix(const std::string& prefix) { return inner_.erase_prefix(prefix); }

std::vector<Feature> FaultStore::features() const { return inner_.features(); }

int FaultStore::multi_max_size() const { return -1; }

std::optional<StoreError> FaultStore::injected_failure(const std::vector<Operation>& operations) {
  StoreError error;
  Notify notify;
  {
    const std::lock_guard hold(mutex_);
    if (slot_.remaining <= 0) return std::nullopt;
    const auto hit = std::find_if(operations.begin(), operations.end(), [this](const Operation& operation) {
      return matches(key_of(operation), slot_.substring);
    });
    if (hit == operations.end()) return std::nullopt;
    error = {slot_.kind, "injected on key \"" + key_of(*hit) + "\""};
    notify = fire();
  }
  if (notify) notify();
  return error;
}

FaultStore::Notify FaultStore::fire() {
  --slot_.remaining;
  ++failed_;
  return std::exchange(slot_.notify, nullptr);
}

template <class Matches>
void FaultStore::wait_if_held(PendingHold& pending, const Matches& call_matches, const std::stop_token& stop) {
  std::shared_ptr<Gate> gate;
  {
    const std::lock_guard hold(mutex_);
    if (!pending.gate || !call_matches(pending.substring)) return;
    gate = std::exchange(pending.gate, nullptr);
  }
  gate->pass(stop);
}

}  // namespace faultline::store
