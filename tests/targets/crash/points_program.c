/* A C program with points of every kind. Its arguments are pairs, KIND NAME: it reaches each and prints the name and
 * what came back. `secure -` prints whether the kernel calls this process privileged. */
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>

#include "faultline/targets/crash/point/crashpoint_c.h"

static int reach(const char* kind, const char* name) {
  if (strcmp(kind, "crash") == 0) faultline_breakpoint(name);
  if (strcmp(kind, "panic") == 0) faultline_maybe_panic_at(name);
  if (strcmp(kind, "delay") == 0) faultline_maybe_delay_at(name);
  if (strcmp(kind, "fail") == 0) return faultline_maybe_fail_at(name);
  if (strcmp(kind, "secure") == 0) return getauxval(AT_SECURE) != 0;
  return 0;
}

static int literals(void) {
  FAULTLINE_CRASH_POINT("program.crash");
  FAULTLINE_PANIC_POINT("program.panic");
  FAULTLINE_DELAY_POINT("program.delay");
  return FAULTLINE_FAIL_POINT("program.fail \"quoted\" 100%");
}

int main(int argc, char** argv) {
  int i;
  for (i = 1; i + 1 < argc; i += 2) {
    const int result = reach(argv[i], argv[i + 1]);
    printf("%s %d\n", argv[i + 1], result);
    fflush(stdout);
    if (result != 0 && strcmp(argv[i], "fail") == 0) {
      char message[40];
      const size_t whole = faultline_fail_message(argv[i + 1], message, sizeof message);
      printf("%u: %s\n", (unsigned)whole, message);
      fflush(stdout);
    }
  }
  return literals();
}
