// A store in memory: the simplest one that keeps every rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "faultline/targets/store/store.h"
#include "faultline/targets/store/stored_items.h"

namespace faultline::store {

// Thread-safe: one lock around every call. Never fails with io.
class MemoryStore : public Store {
 public:
  // `clock` is read once in each call, with the lock held: it must not call the store.
  explicit MemoryStore(Clock clock = system_clock_seconds) : clock_(std::move(clock)) {}

  Result<std::optional<Item>> get(const std::string& key) override;
  Result<void> set(const Upsert& upsert) override;
  Result<void> erase(const Erase& erase) override;
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop = {}) override;
  Result<KeyPage> list_keys(const std::string& pattern, std::size_t page_size = kPageSize,
                            const std::string& continuation = "") override;
  Result<std::uint64_t> erase_prefix(const std::string& prefix) override;

 protected:
  // The steps below run with the lock held.

  // A new ETag for the item about to be written. Never gives the same one twice, also after a delete.
  virtual std::string mint(const std::string& key);

  // Whether the write may proceed on the state as it is now.
  Result<void> check(const Operation& operation, std::int64_t now) const;

  // Does the write, unchecked.
  void apply(const Upsert& upsert, std::int64_t now);
  void apply(const Erase& erase, std::int64_t now);

  std::mutex mutex_;
  StoredItems items_;  // expired ones too, until they are swept

 private:
  static constexpr std::size_t kFirstSweep = 1024;

  // Drops expired items whenever the map has doubled, so that they never outnumber the rest for long.
  void sweep(std::int64_t now);

  Clock clock_;
  std::size_t sweep_at_ = kFirstSweep;
  std::uint64_t last_etag_ = 0;
};

}  // namespace faultline::store
