// A store in a LevelDB database.
#pragma once

#include <cstddef>
#include <filesystem>

#include "faultline/targets/store/kv/kv_store.h"

namespace faultline::store {

struct LevelDbOptions {
  // Bytes gathered in memory before they become a table file; LevelDB takes 64 KiB at least.
  std::size_t write_buffer = std::size_t{4} << 20;
  Clock clock = system_clock_seconds;
};

// A KvStore whose every write is synced. LevelDB compacts in a thread that it keeps for the whole process.
class LevelDbStore : public KvStore {
 public:
  // Opens the database in the folder, or makes both; the parent folder must exist. Throws std::runtime_error when that
  // cannot be done, also where another store, of whatever process, has it open.
  explicit LevelDbStore(const std::filesystem::path& folder, const LevelDbOptions& options = {});
};

}  // namespace faultline::store
