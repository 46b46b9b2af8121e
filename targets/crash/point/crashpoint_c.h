/* Crash points for C (C99 and later) and C++; docs/crash-points.md teaches them. A point is a named place where a test
 * may end the process, make a call fail, or delay it. Four kinds, which differ in what they do when FAULT_INJECT holds
 * their plain name; `name=task` makes any of them do something else:
 *
 *   FAULTLINE_CRASH_POINT("wal.sync.before-datasync");            SIGKILL to this process, which then blocks for ever
 *   FAULTLINE_PANIC_POINT("install.staged");                      a message on stderr, exit code 101
 *   if ((err = FAULTLINE_FAIL_POINT("wal.sync")) != 0) return err;   an errno, EIO; 0 = nothing happened
 *   FAULTLINE_DELAY_POINT("queue.before-lock");                   100 ms
 *
 * The macros take a string literal and also note it in the ELF section `faultline_points`, so that a program's points
 * can be listed. The functions below take any name and note nothing; FAULTLINE_POINT_NAME("...") is the literal, noted,
 * for a function that is given the name of its point. An empty or null name is no point.
 *
 * Costs one relaxed load of one variable, in line, while nothing is armed, observed or counted. Thread-safe, but not to
 * be used in signal handlers. Compile with FAULTLINE_NO_CRASH_POINTS and all of it goes away, names included; then the
 * arguments are not evaluated.
 */
#ifndef FAULTLINE_CRASHPOINT_C_H
#define FAULTLINE_CRASHPOINT_C_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The text that goes with the error of a fail point, for the caller's own report: `FAULT_INJECT: I/O error injected at
 * checkpoint 'NAME'`. Writes at most `size` bytes, the terminating zero included, and returns the length that the whole
 * text has, as snprintf does. */
size_t faultline_fail_message(const char* name, char* buffer, size_t size);

#ifdef FAULTLINE_NO_CRASH_POINTS

#define faultline_breakpoint(name) ((void)sizeof(name))
#define faultline_maybe_panic_at(name) ((void)sizeof(name))
#define faultline_maybe_fail_at(name) ((void)sizeof(name), 0)
#define faultline_maybe_delay_at(name) ((void)sizeof(name))
#define FAULTLINE_CRASH_POINT(name) ((void)0)
#define FAULTLINE_PANIC_POINT(name) ((void)0)
#define FAULTLINE_FAIL_POINT(name) (0)
#define FAULTLINE_DELAY_POINT(name) ((void)0)
#define FAULTLINE_POINT_NAME(name) ("")

#else

/* Not to be used directly. The kinds, what a point looks at, and where it goes when that is not zero. */
enum { faultline_kind_crash, faultline_kind_panic, faultline_kind_fail, faultline_kind_delay };
extern unsigned int faultline_crash_state;
int faultline_crash_reached(int kind, const char* name);

#ifdef __cplusplus
#define FAULTLINE_POINT_INLINE inline
#else
#define FAULTLINE_POINT_INLINE static inline
#endif

FAULTLINE_POINT_INLINE int faultline_crash_look(int kind, const char* name) {
  if (__builtin_expect(__atomic_load_n(&faultline_crash_state, __ATOMIC_RELAXED) == 0, 1)) return 0;
  return faultline_crash_reached(kind, name);
}

FAULTLINE_POINT_INLINE void faultline_breakpoint(const char* name) {
  (void)faultline_crash_look(faultline_kind_crash, name);
}
FAULTLINE_POINT_INLINE void faultline_maybe_panic_at(const char* name) {
  (void)faultline_crash_look(faultline_kind_panic, name);
}
/* Returns 0, or the errno that the caller is to fail with. Does not set errno. */
FAULTLINE_POINT_INLINE int faultline_maybe_fail_at(const char* name) {
  return faultline_crash_look(faultline_kind_fail, name);
}
FAULTLINE_POINT_INLINE void faultline_maybe_delay_at(const char* name) {
  (void)faultline_crash_look(faultline_kind_delay, name);
}

/* Basic asm, because gcc rejects a section attribute in inline functions and templates next to ordinary ones. The
 * compiler's own text of the literal is the assembler's text of it. "R": the linker's --gc-sections keeps it. */
#define FAULTLINE_POINT_NAME(name)                                                                \
  __extension__({                                                                                 \
    __asm__(".pushsection faultline_points,\"aR\",@progbits\n\t.asciz " #name "\n\t.popsection"); \
    "" name;                                                                                      \
  })
#define FAULTLINE_NOTED_POINT(kind, name) faultline_crash_look(kind, FAULTLINE_POINT_NAME(name))
#define FAULTLINE_CRASH_POINT(name) ((void)FAULTLINE_NOTED_POINT(faultline_kind_crash, name))
#define FAULTLINE_PANIC_POINT(name) ((void)FAULTLINE_NOTED_POINT(faultline_kind_panic, name))
#define FAULTLINE_FAIL_POINT(name) FAULTLINE_NOTED_POINT(faultline_kind_fail, name)
#define FAULTLINE_DELAY_POINT(name) ((void)FAULTLINE_NOTED_POINT(faultline_kind_delay, name))

#endif

#ifdef __cplusplus
}
#endif

#endif
