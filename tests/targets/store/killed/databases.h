// The databases that are killed at every one of their file operations.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "faultline/targets/store/sqlite_store.h"
#include "faultline/targets/store/store.h"
#ifdef FAULTLINE_LEVELDB
#include "faultline/targets/store/leveldb/leveldb_store.h"
#endif
#ifdef FAULTLINE_LMDB
#include "faultline/targets/store/lmdb/lmdb_store.h"
#endif

namespace faultline::store {

// LevelDB and LMDB where their packages are there.
inline std::vector<std::string> databases() {
  return {
#ifdef FAULTLINE_LEVELDB
      "leveldb",
#endif
#ifdef FAULTLINE_LMDB
      "lmdb",
#endif
      "sqlite_delete", "sqlite_wal"};
}

inline std::unique_ptr<Store> open_database(const std::string& name, const std::filesystem::path& folder,
                                            const Clock& clock) {
#ifdef FAULTLINE_LEVELDB
  if (name == "leveldb")
    return std::make_unique<LevelDbStore>(folder / "store", LevelDbOptions{.write_buffer = 0, .clock = clock});
#endif
#ifdef FAULTLINE_LMDB
  if (name == "lmdb") return std::make_unique<LmdbStore>(folder / "store", LmdbOptions{.clock = clock});
#endif
  SqliteOptions options;
  options.write_ahead_log = name == "sqlite_wal";
  options.synchronous = SqliteOptions::Synchronous::full;
  options.clock = clock;
  return std::make_unique<SqliteStore>(folder / "store.db", options);
}

}  // namespace faultline::store
