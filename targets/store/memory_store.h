// A store in memory: the simplest one that keeps every rule.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "faultline/targets/store/store.h"

namespace faultline::store {

// Thread-safe: one lock around every call. Never fails with io.
class MemoryStore : public Store {
 public:
  Result<std::optional<Item>> get(const std::string& key) override;
  Result<void> set(const Upsert& upsert) override;
  Result<void> erase(const Erase& erase) override;
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop = {}) override;

 protected:
  // The steps below run with the lock held.

  // A new ETag for the item about to be written. Never gives the same one twice, also after a delete.
  virtual std::string mint(const std::string& key);

  // Whether the write may proceed on the state as it is now.
  Result<void> check(const Operation& operation) const;

  // Does the write, unchecked.
  void apply(const Upsert& upsert);
  void apply(const Erase& erase);

  std::mutex mutex_;
  std::map<std::string, Item> items_;

 private:
  const std::string* etag_of(const std::string& key) const;

  std::uint64_t last_etag_ = 0;
};

}  // namespace faultline::store
