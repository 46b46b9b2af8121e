#include "faultline/engine/isolation/interrupt.h"

#include <atomic>
#include <cstdint>
#include <ctime>

namespace faultline {
namespace {

std::atomic<std::int64_t> patience{2'000'000'000};  // nanoseconds; most jobs take a tenth of a second
std::atomic<std::int64_t> noted_at{0};              // 0: it was not

std::int64_t now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

void note_interrupt() {
  std::int64_t never = 0;
  noted_at.compare_exchange_strong(never, now());
}

bool interrupted() { return noted_at.load() != 0; }

void lose_patience() { patience = 0; }

bool interrupted_for_long() { return interrupted() && now() - noted_at.load() > patience.load(); }

}  // namespace faultline
