// Which crash points a run passes, and what a crash there would leave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "faultline/engine/words/described.h"

namespace faultline {

class Journal;
class Run;

// A crash armed right before `step` would have ended the process here.
struct PassedPoint {
  std::uint32_t step = 0;
  std::string point;
  std::uint32_t hit = 1;      // since the step began
  std::uint64_t history = 0;  // bytes of the journal by then
  std::uint32_t copy = 0;     // number of the copy that was made there
};
BOOST_DESCRIBE_STRUCT(PassedPoint, (), (step, point, hit, history, copy))

// Watches one run at a time, on the thread that made it and on those of the target. Not thread-safe otherwise.
class PointWatch {
 public:
  // More than these are not looked at.
  static constexpr std::size_t kMost = 8192;

  // Copies what the run's process has on disk, under this number.
  using Copy = std::function<void(const Run& run, std::uint32_t number)>;

  // `observe` is CrashControl's. The first copy is number `first`.
  PointWatch(void (*observe)(void (*)(const char*)), std::uint32_t first, Copy copy);
  ~PointWatch();
  PointWatch(const PointWatch&) = delete;
  PointWatch& operator=(const PointWatch&) = delete;

  // A run starts, perhaps the same once more: nothing is known of it.
  void begin(const Run& run, const Journal& journal);
  void step(std::size_t step);
  // No step of the schedule is under way, or the process is dead: what is passed now does not count.
  void pause();

  std::vector<PassedPoint> take();
  // Why a copy could not be made; empty: all were.
  const std::string& failed() const { return failed_; }

 private:
  static void reached(const char* point);
  void pass(const char* point);

  void (*observe_)(void (*)(const char*));
  const std::uint32_t first_;
  std::uint32_t next_;
  Copy copy_;
  const Run* run_ = nullptr;
  const Journal* journal_ = nullptr;
  bool on_ = false;
  std::uint32_t step_ = 0;
  std::vector<std::pair<std::string, std::uint32_t>> hits_;  // since the step began
  std::vector<PassedPoint> passed_;
  std::string failed_;
};

}  // namespace faultline
