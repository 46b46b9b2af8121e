// Targets whose failures are slow to show: they hang, wait for ever, or use ever more memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <future>
#include <thread>

#include "faultline/targets/attach/check.h"

namespace faultline::slow_failures {

struct Work {
  Count<0, 9> amount;
};
BOOST_DESCRIBE_STRUCT(Work, (), (amount))
struct Rest {};
BOOST_DESCRIBE_STRUCT(Rest, (), ())

struct WorkModel {
  using Command = std::variant<Work, Rest>;
  using Reply = std::int64_t;
  Reply apply(const Work& work) { return work.amount; }
  Reply apply(const Rest&) { return 0; }
  bool operator==(const WorkModel&) const = default;
};

// Once rested, work of 7 or more is too much for it. Each command takes so long.
template <void (*Fail)(), std::uint32_t kDeadline = 2000, std::uint32_t kCommandMs = 0>
class Tires {
 public:
  static constexpr std::uint32_t deadline_ms = kDeadline;
  static constexpr std::uint64_t memory_limit_mb = 256;

  explicit Tires(Run&) {}
  virtual ~Tires() = default;
  virtual Outcome<std::int64_t> execute(const WorkModel::Command& command) {
    if (kCommandMs > 0) std::this_thread::sleep_for(std::chrono::milliseconds(kCommandMs));
    const Work* work = std::get_if<Work>(&command);
    if (work == nullptr) rested_ = true;
    if (work != nullptr && rested_ && work->amount >= 7) Fail();
    return work == nullptr ? 0 : std::int64_t{work->amount};
  }

 private:
  bool rested_ = false;
};

inline void loop() {
  volatile bool for_ever = true;
  while (for_ever) {
  }
}
inline void wait() {
  std::promise<void> never;
  never.get_future().wait();
}
inline void grow() {
  constexpr std::size_t kSize = 1 << 20, kPage = 4096;
  for (;;) {
    volatile char* some = new char[kSize];
    for (std::size_t at = 0; at < kSize; at += kPage) some[at] = 1;
  }
}

}  // namespace faultline::slow_failures
