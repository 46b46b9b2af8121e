/* As reach.cpp, in C. */
#include "faultline/targets/crash/point/crashpoint_c.h"

int FAULTLINE_REACH(const char* name);
int FAULTLINE_REACH(const char* name) {
  faultline_breakpoint(name);
  faultline_maybe_panic_at("reach.panic-function");
  faultline_maybe_delay_at("reach.delay-function");
  if (faultline_maybe_fail_at("reach.fail-function") != 0) return 1;
  FAULTLINE_CRASH_POINT("reach.crash-macro");
  FAULTLINE_PANIC_POINT("reach.panic-macro");
  FAULTLINE_DELAY_POINT("reach.delay-macro");
  return FAULTLINE_FAIL_POINT("reach.fail-macro");
}
