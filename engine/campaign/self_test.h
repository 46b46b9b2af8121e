// The self-test of a check: perturb a healthy target's answers and effects one at a time, and see which the check
// notices. The idea is that of mutation testing, with mutants of the system instead of its source.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "faultline/engine/isolation/executor.h"

namespace faultline {

struct SelfTestOptions {
  std::uint64_t campaign = 0;
  std::uint32_t runs = 200;  // schedules that are perturbed
  std::optional<std::uint32_t> steps;
  std::function<bool()> interrupted = [] { return false; };
};

struct SelfTestReport {
  struct Counted {
    std::uint32_t changed = 0;  // perturbations that changed something observable
    std::uint32_t killed = 0;   // of them, those that the check noticed
  };

  std::map<std::string, Counted> kinds;
  std::vector<std::string> survivors;  // at most a few; each names its seed and step
  std::string broken;                  // why nothing could be said: a run failed with nothing perturbed

  // Nothing went unnoticed, and something changed: where commands are idempotent, repeating one changes nothing.
  bool clean() const;
};

// The kinds of perturbation, in the order they are shown in.
const std::vector<std::string>& perturbation_kinds();

// Perturbs runs without crashes (restarts stay): where a process dies depends on every call before.
SelfTestReport self_test(Check& check, Executor& executor, const SelfTestOptions& options);

}  // namespace faultline
