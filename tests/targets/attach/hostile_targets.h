// Targets that do to their process what real ones sometimes do.
#pragma once

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <future>
#include <new>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "faultline/engine/isolation/limits.h"
#include "faultline/targets/attach/check.h"

namespace faultline::hostile {

struct Work {
  Count<0, 9> amount;
};
BOOST_DESCRIBE_STRUCT(Work, (), (amount))

struct WorkModel {
  using Command = std::variant<Work>;
  using Reply = std::int64_t;
  Reply apply(const Work& work) { return work.amount; }
  bool operator==(const WorkModel&) const = default;
};

// A sanitizer looks for leaks when a process exits, which takes its time.
inline constexpr std::uint32_t kTimeToEnd = kSanitized ? 2000 : 200;

// Answers rightly until it is given the amount 7; then `Attack` has its way.
template <void (*Attack)(), std::uint32_t kDeadline = kTimeToEnd>
struct Hostile {
  static constexpr std::uint32_t deadline_ms = kDeadline;
  static constexpr std::uint32_t runs = 200, steps = 10;
  static constexpr std::uint64_t memory_limit_mb = 64;

  explicit Hostile(Run&) {}
  Outcome<std::int64_t> execute(const WorkModel::Command& command) {
    const auto amount = std::get<Work>(command).amount;
    if (amount == 7) {
      std::fputs("about to misbehave\n", stderr);
      Attack();
    }
    return amount;
  }
};

// One that is late, with less patience for it.
template <void (*Attack)()>
using Late = Hostile<Attack, 50>;

template <void (*Attack)()>
using Slow = Hostile<Attack, 10000>;

// --- ends ---

inline void segfault() {
  volatile int* nowhere = nullptr;
  *nowhere = 1;  // NOLINT: the point of it
}
inline void raise_segv() {  // under a sanitizer a real fault becomes exit(1)
  std::signal(SIGSEGV, SIG_DFL);
  ::raise(SIGSEGV);
}
inline void abort_now() {
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}
inline void exit_now() { std::exit(3); }
inline void exit_cleanly() { ::_exit(0); }
inline void kill_itself() { ::kill(::getpid(), SIGKILL); }
inline void print_garbage_and_abort() {
  std::fwrite("\x1b[2J\xff\0\xc3\xa9\n", 1, 9, stdout);
  abort_now();
}

// --- exceptions ---

inline void throw_error() { throw std::runtime_error("out of cheese"); }
inline void throw_text_without_end() { throw std::runtime_error(std::string(std::size_t{5} << 20, 'o')); }
inline void throw_number() { throw 7; }  // NOLINT: not every exception is a std::exception
inline void throw_in_thread() { std::thread(throw_error).join(); }
inline void throw_through_noexcept() {
  const auto promise = []() noexcept { throw_error(); };
  promise();
}
inline void forget_to_join() {
  const std::thread forgotten([] { ::pause(); });
}

// --- no end ---

inline void loop_for_ever() {
  volatile bool for_ever = true;
  while (for_ever) {
  }
}
inline void deadlock() {
  std::promise<void> never;
  never.get_future().wait();
}
inline void deadlock_in_atexit() {
  std::atexit(deadlock);
  std::exit(0);
}
inline void stop_itself() { ::raise(SIGSTOP); }
inline void stop_its_parent() { ::kill(::getppid(), SIGSTOP); }  // which watches it

// --- memory ---

inline void allocate_for_ever() {
  for (;;) {
    constexpr std::size_t kSize = 1 << 20;
    volatile char* some = new char[kSize];
    for (std::size_t at = 0; at < kSize; at += 4096) some[at] = 1;
  }
}
inline void allocate_in_noexcept() {
  const auto promise = []() noexcept { allocate_for_ever(); };
  promise();
}
inline void share_for_ever() {
  constexpr std::size_t kSize = 16 << 20;
  for (;;) {
    void* some = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (some == MAP_FAILED) std::abort();
  }
}

// --- descriptors ---

inline void leak_descriptor() { (void)::open("/dev/null", O_RDONLY); }
inline void close_stdout() { ::close(STDOUT_FILENO); }
inline void replace_stderr() {
  const int other = ::open("/dev/null", O_WRONLY);
  ::dup2(other, STDERR_FILENO);
  ::close(other);
}
inline void close_all() { ::closefrom(3); }

// --- threads and processes ---

inline void leak_thread() {
  std::thread([] { ::pause(); }).detach();
}
template <class Fn>
void in_child(Fn fn) {
  if (::fork() == 0) {
    fn();
    ::_exit(0);
  }
}
inline void sleep_long() {
  for (;;) ::pause();
}
inline void leak_process() { in_child(sleep_long); }
inline void leak_many_processes() {
  for (int i = 0; i < 5; ++i) in_child(sleep_long);
}
inline void leak_daemon() {
  in_child([] {
    ::setsid();
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    in_child(sleep_long);
  });
}
// Its parent is still there when the next run starts, and ends in the middle of it.
inline void leak_slow_daemon() {
  in_child([] {
    ::usleep(33'000);
    in_child(sleep_long);
  });
}
inline void leak_crashed_process() { in_child(raise_segv); }
inline void fork_and_return() { (void)::fork(); }  // two processes go on with the run

// --- output ---

inline void flood(int fd, bool ends) {
  const std::string much(1 << 20, 'x');
  for (int i = 0; i < 80 || !ends; ++i) (void)!::write(fd, much.data(), much.size());
}
inline void flood_stdout() { flood(STDOUT_FILENO, true); }
inline void flood_stderr_for_ever() { flood(STDERR_FILENO, false); }

// --- what belongs to the whole process ---

inline void change_folder() { (void)!::chdir("/"); }
inline void replace_handler() { std::signal(SIGTERM, SIG_IGN); }
inline void replace_terminate_handler() {
  std::set_terminate([] { std::_Exit(9); });
}
inline void block_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_BLOCK, &all, nullptr);
}
inline void change_umask() { ::umask(0); }

// --- no fault of its own: all this is in order, and must pass ---

inline void print_garbage() { std::fwrite("\x1b[2J\xff\0\xfe\n", 1, 8, stdout); }
inline void print_much() {  // though not in one run
  const std::string much(1 << 20, 'x');
  (void)!::write(STDOUT_FILENO, much.data(), much.size());
}
inline void use_and_give_back() {
  ::close(::open("/dev/null", O_RDONLY));
  std::thread([] {}).join();
  std::signal(SIGPIPE, SIG_IGN);
  const int child = ::fork();
  if (child == 0) ::_exit(1);
  (void)!::waitpid(child, nullptr, 0);
}
// Made once for the whole process and never ended, as libraries do.
inline void start_pool_once() {
  static const bool started = [] {
    leak_thread();
    leak_descriptor();
    return true;
  }();
  (void)started;
}

}  // namespace faultline::hostile
