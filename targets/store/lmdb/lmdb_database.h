// LMDB as a KvStore sees it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "faultline/targets/store/kv/database.h"

namespace faultline::store {

// Every update is a transaction of LMDB's, synced when it is committed. Throws DatabaseError when the environment
// cannot be opened.
std::unique_ptr<kv::Database> open_lmdb(const std::filesystem::path& folder, std::size_t map_size);

}  // namespace faultline::store
