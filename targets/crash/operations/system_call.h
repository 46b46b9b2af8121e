// System calls as the C library makes them: -1 and errno for an error, and points where a thread may be cancelled.
// Inside this library only.
#pragma once

#include <pthread.h>
#include <sys/single_threaded.h>
#include <sys/syscall.h>
#include <type_traits>
#include <unistd.h>

namespace faultline::crash::operations {

static_assert(sizeof(long) == 8 && sizeof(off_t) == 8, "where an offset takes two registers these calls differ");

template <class T>
long word(T value) noexcept {
  if constexpr (std::is_pointer_v<T>) {
    return reinterpret_cast<long>(value);
  } else {
    return static_cast<long>(value);
  }
}

template <class... T>
long call(long number, T... arguments) noexcept {
  return ::syscall(number, word(arguments)...);
}

// A point where the thread may be cancelled, as POSIX wants of all that may block. Not noexcept: a cancelled thread
// unwinds through it, past what AddressSanitizer would put around its variable.
template <class... T>
__attribute__((no_sanitize("address"))) long cancellable(long number, T... arguments) {
  if (__libc_single_threaded) return ::syscall(number, word(arguments)...);
  int before = PTHREAD_CANCEL_DEFERRED;
  ::pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &before);
  const long result = ::syscall(number, word(arguments)...);
  ::pthread_setcanceltype(before, &before);
  return result;
}

}  // namespace faultline::crash::operations
