// Where a run is, for whoever watches it from outside.
#pragma once

#include <atomic>
#include <cstdint>

namespace faultline {

// In place of a hook's name: the schedule is being drawn, and any of the model's hooks may be asked.
inline constexpr const char* kGenerating = "commands, allowed, apply or assume (a schedule is drawn)";

// Of the target's client, which has no deadline there either.
inline constexpr const char* kClientLearns = "Client's learn";

// Lies in memory shared between processes; plain stores by one writer. Time is the target's while it is asked for
// something, and the oracle's in between: only the target has a deadline.
struct Progress {
  std::atomic<std::uint64_t> ticks{0};         // rises when the target is asked, and when it has answered; odd: asked
  std::atomic<std::uint64_t> applications{0};  // rises while the oracle considers several states for one answer
  std::atomic<std::uint32_t> step{0};          // index of the step that is under way
  // The hook of the model that was called last, a constant of the program's; null: none of this run was yet.
  std::atomic<const char*> hook{nullptr};

  void asked() { ticks.store(now() | 1, std::memory_order_relaxed); }
  void answered() { ticks.store((now() | 1) + 1, std::memory_order_relaxed); }
  // Something goes on that takes its time, whoever's it is.
  void alive() { ticks.fetch_add(2, std::memory_order_relaxed); }
  void in_hook(const char* name) { hook.store(name, std::memory_order_relaxed); }

 private:
  std::uint64_t now() const { return ticks.load(std::memory_order_relaxed); }
};

}  // namespace faultline
