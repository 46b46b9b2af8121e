// What a worker may use up.
#pragma once

#include <cstdint>

namespace faultline {

// Sanitizers reserve memory of their own, so RLIMIT_DATA says nothing there.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

// Bytes of stdout and stderr that one run may write, and how a failure says so.
inline constexpr std::int64_t kOutputLimit = std::int64_t{64} << 20;
inline constexpr const char* kFloodText = "wrote more than 64 MiB to stdout and stderr";
inline constexpr const char* kTooMuchMemory = "needed more memory than its limit";

// Data pages this process has mapped so far, in bytes (VmData).
std::uint64_t data_bytes();

// Lets this process map `limit_mb` MiB of data on top of `base` bytes; after that allocations fail. No core files.
void limit_memory(std::uint64_t base, std::uint64_t limit_mb);

// How much may be resident before a watcher ends the process, in bytes: for what RLIMIT_DATA does not see, shared
// memory and sanitizers' own.
std::uint64_t resident_limit(std::uint64_t limit_mb);

// Of a process, from its open /proc/PID/statm, in bytes; 0 where it is gone.
struct MemoryUse {
  std::uint64_t resident = 0, data = 0;
};
MemoryUse memory_use(int statm);

// What `bytes` of data are on top of `base`, in MiB.
std::uint64_t used_mb(std::uint64_t base, std::uint64_t bytes);

}  // namespace faultline
