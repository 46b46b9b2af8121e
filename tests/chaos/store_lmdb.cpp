#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/lmdb_target.h"

using namespace faultline;

FAULTLINE_CHECK(chaos.store.lmdb, models::StoreModel, targets::LmdbTarget);
