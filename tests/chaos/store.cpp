#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/backends.h"

using namespace faultline;

FAULTLINE_CHECK(chaos.store.concurrent, models::ConcurrentStoreModel, targets::ConcurrentStoreTarget);
FAULTLINE_CHECK(chaos.store.memory, models::StoreModel, targets::MemoryStoreTarget);
FAULTLINE_CHECK(chaos.store.sqlite, models::StoreModel, targets::SqliteStoreTarget);
