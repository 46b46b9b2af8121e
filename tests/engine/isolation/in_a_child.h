// Code that may end its process, tried in one of its own.
#pragma once

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace faultline::testing {

// The wait status of a process that does `fn`.
template <class Fn>
int in_a_child(Fn fn) {
  const pid_t child = ::fork();
  if (child == 0) {
    fn();
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

// Starts a process that does `fn` and then ends, and does not wait for it.
template <class Fn>
pid_t child_that(Fn fn) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  fn();
  ::_exit(0);
}
inline void wait_for_ever() {
  for (;;) ::pause();
}

// Zeroed memory that children write and this process reads.
template <class T>
class Shared {
 public:
  Shared() : value_(::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {}
  ~Shared() { ::munmap(value_, sizeof(T)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  T& operator*() const { return *static_cast<T*>(value_); }
  T* operator->() const { return static_cast<T*>(value_); }

 private:
  void* value_;
};

}  // namespace faultline::testing
