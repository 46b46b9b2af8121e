// Crash points: named places in production code where a test may end the process, as a power cut of the process
// would, or make a call fail. No dependency but the standard libraries, so any program can link
// `faultline::crashpoint`. crashpoint_c.h, which comes with this header, tells of the kinds, the cost and the macros;
// docs/crash-points.md teaches all of it.
//
//   faultline::crash::breakpoint("wal.sync.before-datasync");
//
// Armed by the environment, in process by `arm`, or for a scope by `Armed` (armed.h). Of those that know the name of a
// point the first decides: this thread's scopes, innermost first; the scopes of every thread; `arm` and FAULT_CRASH_AT;
// FAULT_INJECT.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "faultline/targets/crash/point/crashpoint_c.h"

namespace faultline::crash {

// Environment, read once when the program starts, ignored where the program is privileged (set-uid and the like).
// - the one point that kills, by its exact name, and how many matching hits to let pass first
// - the artefact folder of a child run by the harness; where set, the first hit of every armed name is noted there
// - names and tasks (inject_spec.h), and the seed of their chances: a number or 0x..., 0 unless set. A program that is
//   given something it cannot read ends at once: a message, exit code 2.
inline constexpr const char* kCrashAtVariable = "FAULT_CRASH_AT";
inline constexpr const char* kCrashAfterVariable = "FAULT_CRASH_AFTER";
inline constexpr const char* kCrashDirVariable = "FAULT_CRASH_DIR";
inline constexpr const char* kInjectVariable = "FAULT_INJECT";
inline constexpr const char* kInjectSeedVariable = "FAULT_INJECT_SEED";

inline constexpr const char* kReachedFile = ".faultline-reached";  // in that folder; each name ends with a zero byte

inline constexpr int kPanicExitCode = 101;
inline constexpr std::uint32_t kDelayMilliseconds = 100;  // of a delay point armed by its plain name

// What happens at the armed hit. The default sends SIGKILL to this process and blocks for ever. A handler that
// returns lets the process go on; one that throws ends a simulated process by unwinding. It runs on the thread that hit
// the point, with no lock held and the point already disarmed.
using Handler = void (*)(const char* name);

// Arms `name` in this process, whatever its kind: the `hit`-th time (1 = the next) it is reached from now on, `handler`
// is called (null = the default), once. Replaces what was armed so or by FAULT_CRASH_AT. Thread-safe.
void arm(const char* name, std::uint32_t hit, Handler handler = nullptr);

// Nothing is armed any more, neither by `arm` nor by the environment. Scopes stay. Thread-safe.
void disarm();

// From now on `observer` is called with the name at every point that is reached, armed or not, on the thread that
// reached it and before anything else is done there. It may throw, arm and disarm. Null = nobody looks. Thread-safe.
void observe(Handler observer);

// Starts counting the hits of every point from zero, or stops and forgets. Off at first. Thread-safe.
void count_hits(bool on);
// How often a point of that name was reached while hits were counted. Thread-safe.
std::uint64_t hits(std::string_view name);

// The names in the macros of this program (or of this shared library, where that has its own copy of faultline's),
// sorted, each once. What the compiler or linker removed is not among them.
std::vector<std::string> all_points();

// As faultline_fail_message.
std::string fail_message(std::string_view name);

// The four kinds of point, for any name. They throw what a handler throws, and nothing else.
#ifdef FAULTLINE_NO_CRASH_POINTS
inline namespace compiled_out {  // their own symbols, so that a program may mix files compiled either way
inline void breakpoint(const char* /*name*/) noexcept {}
inline void maybe_panic_at(const char* /*name*/) noexcept {}
[[nodiscard]] inline int maybe_fail_at(const char* /*name*/) noexcept { return 0; }
inline void maybe_delay_at(const char* /*name*/) noexcept {}
}  // namespace compiled_out
#else
inline void breakpoint(const char* name) { faultline_breakpoint(name); }
inline void maybe_panic_at(const char* name) { faultline_maybe_panic_at(name); }
[[nodiscard]] inline int maybe_fail_at(const char* name) { return faultline_maybe_fail_at(name); }  // 0 or an errno
inline void maybe_delay_at(const char* name) { faultline_maybe_delay_at(name); }
#endif

namespace detail {
void forget_environment();  // for tests: it is read again at the next point
}

}  // namespace faultline::crash
