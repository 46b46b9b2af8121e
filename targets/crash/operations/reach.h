// What the shim's functions tell before they do their work. Inside this library only.
#pragma once

#include <atomic>
#include <cerrno>
#include <cstddef>

// ThreadSanitizer intercepts the same functions, to see what one thread hands to another through a pipe or a file.
#if defined(__SANITIZE_THREAD__)
#define FAULTLINE_NO_FILE_OPERATIONS
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FAULTLINE_NO_FILE_OPERATIONS
#endif
#endif

namespace faultline::crash::operations {

extern std::atomic<int> watchers;

inline bool watched() noexcept { return watchers.load(std::memory_order_relaxed) != 0; }

class KeepsErrno {
 public:
  KeepsErrno() = default;
  KeepsErrno(const KeepsErrno&) = delete;
  KeepsErrno& operator=(const KeepsErrno&) = delete;
  ~KeepsErrno() { errno = errno_; }

 private:
  const int errno_ = errno;
};

inline constexpr std::size_t kNoSize = ~std::size_t{0};

// Each keeps errno. `size`: how many bytes, kNoSize where that means nothing. A null name is left to the call itself.
void on_descriptor(const char* call, int descriptor, std::size_t size = kNoSize);
void on_unnamed(const char* call, std::size_t size = kNoSize);
void on_name(const char* call, const char* name, std::size_t size = kNoSize);
void on_names(const char* call, const char* from, const char* to);

}  // namespace faultline::crash::operations
