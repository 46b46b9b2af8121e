#include "faultline/targets/store/target/backends.h"

namespace faultline::attach {
template class ModelCheck<models::StoreModel>;
template class ModelCheck<models::DurableModel>;
}  // namespace faultline::attach
