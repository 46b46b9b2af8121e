// What judging one run costs: how often the model is asked while more than one state is possible.
#pragma once

#include <cstdint>
#include <memory>

#include "faultline/engine/runner/progress.h"

namespace faultline {

// Shared by the copies of one set of worlds. Not thread-safe.
class Effort {
 public:
  static constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};

  explicit Effort(Progress* progress = nullptr, std::uint64_t limit = kNoLimit)
      : progress_(progress != nullptr ? progress : &unwatched_), limit_(limit) {
    progress_->applications.store(0, std::memory_order_relaxed);
  }
  Effort(const Effort&) = delete;
  Effort& operator=(const Effort&) = delete;

  // For what costs the run nothing, and is watched all the same.
  std::shared_ptr<Effort> apart() const { return std::make_shared<Effort>(progress_); }

  // The hook `name`, a string constant, is about to be called: should it not return, whoever watches can say which.
  void calls(const char* name) { progress_->in_hook(name); }
  // The same, where it is one call of many for one answer.
  void applies(const char* name) {
    calls(name);
    ++applications_;
    goes_on();
  }
  // Two states are compared. Cheap beside an application, so it is no question; but many take their time.
  void compares() {
    calls("operator==");
    ++comparisons_;
    goes_on();
  }

  std::uint64_t applications() const { return applications_; }
  std::uint64_t limit() const { return limit_; }
  bool over() const { return applications_ > limit_; }

 private:
  void goes_on() { progress_->applications.store(applications_ + comparisons_, std::memory_order_relaxed); }

  Progress unwatched_;
  Progress* progress_;
  std::uint64_t applications_ = 0, comparisons_ = 0, limit_;
};

}  // namespace faultline
