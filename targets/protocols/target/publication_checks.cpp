#include "faultline/targets/protocols/target/protocol_targets.h"

namespace faultline::attach {
template class ModelCheck<models::PublicationModel>;
}  // namespace faultline::attach
