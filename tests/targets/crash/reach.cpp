// Production code with a crash point in it, as seen by the compiler with and without FAULTLINE_NO_CRASH_POINTS.
#include "faultline/targets/crash/point/crashpoint.h"

void FAULTLINE_REACH(const char* name);
void FAULTLINE_REACH(const char* name) { faultline::crash::breakpoint(name); }
