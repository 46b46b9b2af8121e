// What is armed against the target, and what of it was ever felt. Steps are indices into the schedule.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace faultline {

class Armed {
 public:
  // A firing is credited to the fault armed last.
  void fault(std::size_t step) {
    settle();
    fault_ = step;
    fired_ = 0;
    unknown_ = false;
  }
  void fired(std::uint32_t times) { fired_ += times; }
  // Nobody will tell whether the fault fired in the call that never returned. It may have.
  void fired_unknown() { unknown_ = true; }
  std::optional<std::size_t> last_fault() const { return fault_; }

  // There is one crash at a time. Both return whether one was armed until now and never fired.
  bool crash(std::size_t step) {
    const bool replaced = drop_crash();
    crash_ = step;
    return replaced;
  }
  bool drop_crash() {
    if (!crash_) return false;
    unfired_.push_back(static_cast<std::uint32_t>(*crash_));
    crash_.reset();
    return true;
  }
  // The armed crash happened; gives its step.
  std::optional<std::size_t> crash_fired() { return std::exchange(crash_, std::nullopt); }

  // The steps that never took effect. Call once, at the end.
  std::vector<std::uint32_t> unfired() {
    settle();
    return std::move(unfired_);
  }

 private:
  void settle() {
    if (fault_ && fired_ == 0 && !unknown_) unfired_.push_back(static_cast<std::uint32_t>(*fault_));
    fault_.reset();
  }

  std::optional<std::size_t> fault_, crash_;
  std::uint32_t fired_ = 0;
  bool unknown_ = false;
  std::vector<std::uint32_t> unfired_;
};

}  // namespace faultline
