// From a schedule that failed to the smallest one that is sure to fail so, as far as a budget goes.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "faultline/engine/campaign/pace.h"

namespace faultline {

// Of one failure, at most so many runs in full fail slowly.
inline constexpr int kMostInFull = 2;

class Smallest {
 public:
  // `aside`: the seconds that are to be left of the budget when the search ends.
  Smallest(Check& check, Executor& executor, Budget& budget, const Pace& pace, double aside)
      : check_(check), executor_(executor), budget_(budget), pace_(pace), aside_(aside) {}

  using Progress = std::function<void(std::uint32_t executions, const ScheduleSize& best)>;
  // What this part of the budget finds. `alone`: a search that was capped goes on with all that is left.
  void search(const Bytes& schedule, const RunResult& failure, double part, const Progress& progress,
              const std::function<bool()>& alone);

  // Runs in full what was found, and where that ends well and candidates were taken on short bounds, what was the best
  // before it, from the last one on: the smallest that fails is found, and its execution given. Else `why` says what
  // became of it; none where it only did not fail so.
  std::optional<StoppedRun> confirm(std::string& why);

  const Minimised& minimum() const { return minimum_; }
  bool had_time() const { return !no_time_; }

 private:
  Minimised searched(const Bytes& schedule, const RunResult& failure, double part, const Progress& progress);
  std::optional<StoppedRun> in_full(const Bytes& schedule);
  std::optional<StoppedRun> walk_back();

  Check& check_;
  Executor& executor_;
  Budget& budget_;
  const Pace pace_;
  const double aside_;
  Minimised minimum_;
  int failed_in_full_ = 0;
  bool no_time_ = false;
};

}  // namespace faultline
