// The stores that the contract is run against, each with a clock that the test moves by hand. The tests are spread over
// store_contract_*_test.cpp; what every store must do is the sum of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/disk/simulated_disk.h"
#include "faultline/targets/store/durable/durable_store.h"
#include "faultline/targets/store/fault_store.h"
#include "faultline/targets/store/memory_store.h"
#include "faultline/targets/store/sqlite_store.h"

#include "store_testing.h"
#ifdef FAULTLINE_LEVELDB
#include "faultline/targets/store/leveldb/leveldb_store.h"
#endif
#ifdef FAULTLINE_LMDB
#include "faultline/targets/store/lmdb/lmdb_store.h"
#endif

namespace faultline::store {

inline constexpr auto kFirst = Concurrency::first_write;
inline constexpr auto kLast = Concurrency::last_write;

// LevelDB and LMDB where their packages are there.
inline const std::vector<std::string> kAll{
#ifdef FAULTLINE_LEVELDB
    "leveldb",
#endif
#ifdef FAULTLINE_LMDB
    "lmdb",
#endif
    "memory",  "sqlite", "durable", "durable_simulated", "fault_memory", "fault_sqlite"};
inline const auto kStores = ::testing::ValuesIn(kAll);
inline const auto kName = [](const auto& test) { return test.param; };

class StoreContract : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const Clock clock = [this] { return now_; };
    const std::string& name = GetParam();
    if (name == "memory" || name == "fault_memory") store_ = std::make_unique<MemoryStore>(clock);
    if (name == "durable_simulated") store_ = std::make_unique<DurableStore>(disk_, "d", clock);
    if (name == "durable") store_ = std::make_unique<DurableStore>(folder_ / "d", clock);
    if (name == "sqlite" || name == "fault_sqlite") {
      store_ = std::make_unique<SqliteStore>(folder_ / "db", SqliteOptions{.clock = clock});
    }
#ifdef FAULTLINE_LEVELDB
    if (name == "leveldb") store_ = std::make_unique<LevelDbStore>(folder_ / "l", LevelDbOptions{.clock = clock});
#endif
#ifdef FAULTLINE_LMDB
    if (name == "lmdb") store_ = std::make_unique<LmdbStore>(folder_ / "m", LmdbOptions{.clock = clock});
#endif
    if (name.starts_with("fault_")) faulty_ = std::make_unique<FaultStore>(*store_);
  }

  Store& store() { return faulty_ ? *faulty_ : *store_; }

  // A write that must succeed, and the ETag it got.
  std::string put_for(std::int64_t ttl_seconds, const std::string& key, const std::string& text = "v") {
    store().set({.key = key, .value = text, .ttl_seconds = ttl_seconds}).value();
    return testing::etag(store(), key);
  }
  void put_all(const std::vector<std::string>& keys) {
    for (const std::string& key : keys) testing::put(store(), key, "v");
  }
  std::vector<std::string> keys(const std::string& pattern = "%") { return store().list_keys(pattern).value().keys; }

  std::int64_t now_ = 1'000;

 private:
  testing::TempFolder folder_;
  disk::SimulatedDisk disk_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Store> faulty_;
};

}  // namespace faultline::store
