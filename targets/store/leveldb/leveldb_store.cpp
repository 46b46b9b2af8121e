#include "faultline/targets/store/leveldb/leveldb_store.h"

#include "faultline/targets/store/leveldb/leveldb_database.h"

namespace faultline::store {

LevelDbStore::LevelDbStore(const std::filesystem::path& folder, const LevelDbOptions& options)
    : KvStore(open_leveldb(folder, options.write_buffer), options.clock) {}

}  // namespace faultline::store
