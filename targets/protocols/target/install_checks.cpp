#include "faultline/targets/protocols/target/protocol_targets.h"

namespace faultline::attach {
template class ModelCheck<models::InstallModel>;
}  // namespace faultline::attach
