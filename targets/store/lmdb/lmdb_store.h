// A store in an LMDB environment.
#pragma once

#include <cstddef>
#include <filesystem>

#include "faultline/targets/store/kv/kv_store.h"

namespace faultline::store {

struct LmdbOptions {
  // The most bytes it may ever hold: address space, not memory or disk.
  std::size_t map_size = std::size_t{1} << 30;
  Clock clock = system_clock_seconds;
};

// A KvStore whose every write is synced. Several processes may share the folder; within one, only one store at a time
// may have it open (LMDB's own rule, which it does not check). Keys are limited to some 500 bytes.
class LmdbStore : public KvStore {
 public:
  // Opens the environment in the folder, or makes both; the parent folder must exist. Throws std::runtime_error when
  // that cannot be done.
  explicit LmdbStore(const std::filesystem::path& folder, const LmdbOptions& options = {});
};

}  // namespace faultline::store
