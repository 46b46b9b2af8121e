#include "faultline/targets/store/target/backends.h"

namespace faultline::attach {
template class ModelCheck<models::StoreModel>;
template class ModelCheck<models::DurableModel>;
template class ModelCheck<models::ConcurrentStoreModel>;
template class ModelCheck<models::SimulatedStoreModel>;
}  // namespace faultline::attach
