// LevelDB as a KvStore sees it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "faultline/targets/store/kv/database.h"

namespace faultline::store {

// Every update is synced, every read checks what it reads. Throws DatabaseError when the database cannot be opened.
std::unique_ptr<kv::Database> open_leveldb(const std::filesystem::path& folder, std::size_t write_buffer);

}  // namespace faultline::store
