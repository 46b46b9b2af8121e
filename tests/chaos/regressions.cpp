#include "faultline/targets/attach/regressions.h"

FAULTLINE_REGRESSIONS(FAULTLINE_REGRESSIONS_DIR);
