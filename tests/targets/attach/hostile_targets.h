// Targets that do to their process what real ones sometimes do.
#pragma once

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

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

// Answers rightly until it is given the amount 7; then `Attack` has its way.
template <void (*Attack)()>
struct Hostile {
  static constexpr std::uint32_t deadline_ms = 50;
  static constexpr std::uint32_t runs = 200;

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
inline void throw_error() { throw std::runtime_error("out of cheese"); }
inline void throw_number() { throw 7; }  // NOLINT: not every exception is a std::exception
inline void loop_for_ever() {
  volatile bool for_ever = true;
  while (for_ever) {
  }
}
inline void kill_itself() { ::kill(::getpid(), SIGKILL); }

}  // namespace faultline::hostile
