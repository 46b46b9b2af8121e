// Databases as targets that may be killed before any file operation, of their own library or of this one, while they
// are opened and closed too.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "faultline/targets/crash/operations/operations.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline::targets {

// `Backend` with its file operations watched from its construction to its destruction.
template <class Backend>
class Watched {
 public:
  explicit Watched(Run& run) : workspace_(run.workspace()), backend_(run) {}
  store::Store& store() { return backend_.store(); }

 private:
  std::filesystem::path workspace_;  // asked for first: making the folder is not an operation of the store's
  crash::operations::Watch watch_;
  Backend backend_;
};

template <class Backend>
struct KilledAnywhere : StoreTarget<Watched<Backend>, models::StoreModel> {
  using StoreTarget<Watched<Backend>, models::StoreModel>::StoreTarget;
  static constexpr std::uint32_t runs = 200;  // each takes some milliseconds
  static std::vector<std::string> crash_points() { return {crash::operations::kPoint}; }
};

// Synced as for a power cut, so that there are as many operations to die at as the journal needs.
template <bool kWriteAheadLog>
class SyncedSqliteBackend {
 public:
  explicit SyncedSqliteBackend(Run& run) : store_(run.workspace() / "store.db", options(run)) {}
  store::Store& store() { return store_; }

 private:
  static store::SqliteOptions options(Run& run) {
    store::SqliteOptions options;
    options.write_ahead_log = kWriteAheadLog;
    options.synchronous = store::SqliteOptions::Synchronous::full;
    options.clock = clock_of(run);
    return options;
  }

  store::SqliteStore store_;
};

template <bool kWriteAheadLog>
struct SqliteKilledAnywhere : KilledAnywhere<SyncedSqliteBackend<kWriteAheadLog>> {
  using KilledAnywhere<SyncedSqliteBackend<kWriteAheadLog>>::KilledAnywhere;
  static std::vector<std::string> crash_points() {
    return {crash::operations::kPoint, store::kSqliteBeforeCommit, store::kSqliteAfterCommit};
  }
};
using SqliteDeleteTarget = SqliteKilledAnywhere<false>;
using SqliteWalTarget = SqliteKilledAnywhere<true>;

}  // namespace faultline::targets
