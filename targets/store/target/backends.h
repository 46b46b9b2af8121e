// The stores of targets/store, each as a backend of a StoreTarget. What checks of the two store models have in common
// is compiled once, in store_checks.cpp.
#pragma once

#include <string>
#include <vector>

#include "faultline/engine/words/concepts.h"
#include "faultline/generators/systems/store.h"
#include "faultline/targets/attach/model_check.h"
#include "faultline/targets/store/durable/durable_store.h"
#include "faultline/targets/store/memory_store.h"
#include "faultline/targets/store/sqlite_store.h"
#include "faultline/targets/store/target/store_target.h"

namespace faultline::attach {
extern template class ModelCheck<models::StoreModel>;
extern template class ModelCheck<models::DurableModel>;
extern template class ModelCheck<models::ConcurrentStoreModel>;
extern template class ModelCheck<models::SimulatedStoreModel>;
}  // namespace faultline::attach

namespace faultline::targets {

// The stores' clock is the run's: it moves only where the schedule says so, and goes on over restarts.
inline store::Clock clock_of(Run& run) {
  return [&run] { return run.now(); };
}

// `S` is MemoryStore or a variant of it.
template <class S>
class MemoryBackend {
 public:
  explicit MemoryBackend(Run& run) : store_(clock_of(run)) {}
  store::Store& store() { return store_; }

 private:
  S store_;
};

class SqliteBackend {
 public:
  explicit SqliteBackend(Run& run) : store_(run.workspace() / "store.db", options(run)) {}
  store::Store& store() { return store_; }

 private:
  static store::SqliteOptions options(Run& run) {
    store::SqliteOptions options;
    options.clock = clock_of(run);
    return options;
  }

  store::SqliteStore store_;
};

// `S` is DurableStore or a variant of it.
template <class S>
class DurableBackend {
 public:
  explicit DurableBackend(Run& run) : store_(run.workspace() / "store", clock_of(run)) {}
  store::Store& store() { return store_; }
  store::Result<void> checkpoint() { return store_.checkpoint(); }

 private:
  S store_;
};

// The same on the simulated disk of the run's machine. Faults that are armed die with the process.
template <class S>
class SimulatedBackend {
 public:
  explicit SimulatedBackend(Run& run)
      : disk_(healed(run.machine<DiskMachine>().disk)), store_(disk_, "store", clock_of(run)) {}
  store::Store& store() { return store_; }
  store::Result<void> checkpoint() { return store_.checkpoint(); }
  disk::SimulatedDisk& disk() { return disk_; }
  const disk::SimulatedDisk& disk() const { return disk_; }

 private:
  static disk::SimulatedDisk& healed(disk::SimulatedDisk& disk) {
    disk.heal();
    return disk;
  }

  disk::SimulatedDisk& disk_;
  S store_;
};

template <class Backend>
struct InProcessStore : StoreTarget<Backend, models::StoreModel> {
  using StoreTarget<Backend, models::StoreModel>::StoreTarget;
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr bool recovers = false;
};

struct MemoryStoreTarget : InProcessStore<MemoryBackend<store::MemoryStore>> {
  using InProcessStore::InProcessStore;
};

// Driven from several threads at once.
struct ConcurrentStoreTarget : StoreTarget<MemoryBackend<store::MemoryStore>, models::ConcurrentStoreModel> {
  using StoreTarget::StoreTarget;
  static constexpr Isolation isolation = Isolation::in_process;
  static constexpr bool recovers = false, concurrent = true, deterministic = false;
};

struct SqliteStoreTarget : StoreTarget<SqliteBackend, models::StoreModel> {
  using StoreTarget::StoreTarget;
  static std::vector<std::string> crash_points() {
    return {store::kSqliteCrashPoints.begin(), store::kSqliteCrashPoints.end()};
  }
};

template <class S>
struct DurableTarget : StoreTarget<DurableBackend<S>, models::DurableModel> {
  using StoreTarget<DurableBackend<S>, models::DurableModel>::StoreTarget;
  static std::vector<std::string> crash_points() {
    return {store::kDurableCrashPoints.begin(), store::kDurableCrashPoints.end()};
  }
};

template <class S>
struct SimulatedTarget : StoreTarget<SimulatedBackend<S>, models::SimulatedStoreModel> {
  using StoreTarget<SimulatedBackend<S>, models::SimulatedStoreModel>::StoreTarget;
  static constexpr bool simulated = true;
  static std::vector<std::string> crash_points() {
    return {store::kDurableCrashPoints.begin(), store::kDurableCrashPoints.end()};
  }
};

struct SimulatedStoreTarget : SimulatedTarget<store::DurableStore> {
  using SimulatedTarget::SimulatedTarget;
};

struct DurableStoreTarget : DurableTarget<store::DurableStore> {
  using DurableTarget::DurableTarget;
};

}  // namespace faultline::targets
