// Production code with every kind of crash point in it, as seen by the compiler with and without
// FAULTLINE_NO_CRASH_POINTS.
#include "faultline/targets/crash/point/crashpoint.h"

int FAULTLINE_REACH(const char* name);
int FAULTLINE_REACH(const char* name) {
  faultline::crash::breakpoint(name);
  faultline::crash::maybe_panic_at("reach.panic-function");
  faultline::crash::maybe_delay_at("reach.delay-function");
  if (faultline::crash::maybe_fail_at("reach.fail-function") != 0) return 1;
  FAULTLINE_CRASH_POINT("reach.crash-macro");
  FAULTLINE_PANIC_POINT("reach.panic-macro");
  FAULTLINE_DELAY_POINT("reach.delay-macro");
  return FAULTLINE_FAIL_POINT("reach.fail-macro");
}
