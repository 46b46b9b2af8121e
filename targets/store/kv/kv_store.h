// A store in any key-value database that can change several keys at once.
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

#include "faultline/targets/store/kv/database.h"
#include "faultline/targets/store/store.h"
#include "faultline/targets/store/stored_items.h"

namespace faultline::store {

// Thread-safe: one lock around every call. The database's own errors come out with its message: `corrupt`,
// `invalid_request` where it takes no key so long, else `io`, after which a write may or may not have been done.
class KvStore : public Store {
 public:
  // `clock` is read once in each call, with the lock held: it must not call the store. The database holds its seconds,
  // so everyone who opens it needs the same clock.
  KvStore(std::unique_ptr<kv::Database> database, Clock clock);

  Result<std::optional<Item>> get(const std::string& key) override;
  Result<void> set(const Upsert& upsert) override;
  Result<void> erase(const Erase& erase) override;
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token stop = {}) override;
  Result<KeyPage> list_keys(const std::string& pattern, std::size_t page_size = kPageSize,
                            const std::string& continuation = "") override;
  Result<std::uint64_t> erase_prefix(const std::string& prefix) override;

 private:
  Result<void> write(const std::vector<Operation>& operations, const std::stop_token& stop);
  Result<void> check(kv::View& view, const std::vector<Operation>& operations, std::int64_t now) const;

  Clock clock_;
  std::mutex mutex_;
  std::unique_ptr<kv::Database> database_;
};

}  // namespace faultline::store
