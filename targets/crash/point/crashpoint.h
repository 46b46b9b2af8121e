// Crash points: named places in production code where a test may end the process, as a power cut of the process
// would. No dependency but the C library, so any program can link `faultline::crashpoint`.
//
//   faultline::crash::breakpoint("wal.sync.before-datasync");
//
// Armed by the environment (FAULT_CRASH_AT, FAULT_CRASH_AFTER), read once, or in process by `arm`. Compile with
// FAULTLINE_NO_CRASH_POINTS and every breakpoint is an empty function that looks at nothing.
#pragma once

#include <atomic>
#include <cstdint>

namespace faultline::crash {

// Environment: the armed point's exact name, how many matching hits to let pass first, and the artefact folder of a
// child run by the harness (unused here, named here because the helper reads it).
inline constexpr const char* kCrashAtVariable = "FAULT_CRASH_AT";
inline constexpr const char* kCrashAfterVariable = "FAULT_CRASH_AFTER";
inline constexpr const char* kCrashDirVariable = "FAULT_CRASH_DIR";

// What happens at the armed hit. The default sends SIGKILL to this process and blocks for ever. A handler that
// returns lets the process go on. It runs on the thread that hit the point, and must not throw.
using Handler = void (*)(const char* name);

// Arms `name` in this process: the `hit`-th time (1 = the next) it is reached from now on, `handler` is called
// (null = the default), once. Replaces what was armed, the environment's included. Thread-safe.
void arm(const char* name, std::uint32_t hit, Handler handler = nullptr);

// Nothing is armed any more, whoever armed it. Thread-safe.
void disarm();

namespace detail {
enum class Armed : int { unread, nothing, something };
extern std::atomic<Armed> armed;  // `unread` until the environment has been looked at
void reached(const char* name);
}  // namespace detail

// Names a place where the process may die; an empty name is a no-op. Costs one relaxed load while nothing is armed.
// Thread-safe.
#ifdef FAULTLINE_NO_CRASH_POINTS
inline namespace compiled_out {  // its own symbol, so that a program may mix files compiled either way
inline void breakpoint(const char* /*name*/) noexcept {}
}  // namespace compiled_out
#else
inline void breakpoint(const char* name) {
  if (detail::armed.load(std::memory_order_relaxed) != detail::Armed::nothing) detail::reached(name);
}
#endif

}  // namespace faultline::crash
