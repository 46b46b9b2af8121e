#include "faultline/targets/attach/check.h"
#include "faultline/targets/protocols/target/protocol_targets.h"

using namespace faultline;

FAULTLINE_CHECK(chaos.install.posix, models::InstallModel, targets::InstallTarget);
FAULTLINE_CHECK(chaos.publication.posix, models::PublicationModel, targets::PublicationTarget);
FAULTLINE_CHECK(chaos.reference.posix, models::ReferenceModel, targets::ReferenceTarget);
FAULTLINE_CHECK(chaos.undo.posix, models::UndoModel, targets::UndoTarget);
