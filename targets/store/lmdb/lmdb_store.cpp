#include "faultline/targets/store/lmdb/lmdb_store.h"

#include "faultline/targets/store/lmdb/lmdb_database.h"

namespace faultline::store {

LmdbStore::LmdbStore(const std::filesystem::path& folder, const LmdbOptions& options)
    : KvStore(open_lmdb(folder, options.map_size), options.clock) {}

}  // namespace faultline::store
