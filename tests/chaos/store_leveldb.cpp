#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/leveldb_target.h"

using namespace faultline;

FAULTLINE_CHECK(chaos.store.leveldb, models::StoreModel, targets::LevelDbTarget);
