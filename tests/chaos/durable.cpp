#include "faultline/targets/attach/check.h"
#include "faultline/targets/store/target/backends.h"

using namespace faultline;

FAULTLINE_CHECK(chaos.durable.posix, models::DurableModel, targets::DurableStoreTarget);
FAULTLINE_CHECK(chaos.durable.simulated, models::SimulatedStoreModel, targets::SimulatedStoreTarget);
