#include "faultline/targets/protocols/target/protocol_targets.h"

namespace faultline::attach {
template class ModelCheck<models::ReferenceModel>;
}  // namespace faultline::attach
