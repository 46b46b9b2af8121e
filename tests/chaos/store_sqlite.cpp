#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/killed_anywhere.h"

using namespace faultline;

FAULTLINE_CHECK(chaos.store.sqlite_delete, models::StoreModel, targets::SqliteDeleteTarget);
FAULTLINE_CHECK(chaos.store.sqlite_wal, models::StoreModel, targets::SqliteWalTarget);
