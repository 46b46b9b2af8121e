// Campaigns: many seeds of one check, and what to do about the first that fails.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/report/findings.h"

namespace faultline {

// What is being done about a failure.
struct Shrinking {
  const Finding& finding;        // as it was found
  std::size_t number = 1;        // 1: the failure that ended the campaign; the others were met while shrinking
  std::uint32_t executions = 0;  // so far
  ScheduleSize best;
  std::size_t asked = 0, questions = 0;  // of what matters; no questions: it is still being shrunk
  double seconds_in_full = 0;            // what is left is being run in full, which may take so long
};

struct CampaignOptions {
  static constexpr std::uint64_t kDefaultCampaign = 0xfa017;

  std::uint64_t campaign = kDefaultCampaign;
  std::optional<std::uint64_t> seed;   // exactly this one run
  std::optional<std::uint32_t> runs;   // else what the check says
  std::optional<std::uint32_t> steps;  // likewise
  std::optional<double> seconds;       // runs until the time is over instead
  std::filesystem::path report_dir;    // where repros go
  bool verbose = false;                // every step is written to standard error as it happens
  MinimiseLimits limits;               // of all shrinking after one failure; executions and seconds count
  std::function<bool()> interrupted = [] { return false; };
  // Called now and then: runs so far, of how many (0 = unknown).
  std::function<void(const CheckReport& so_far, std::uint64_t of)> on_progress = nullptr;
  // A finding exists on disk before it is shrunk.
  std::function<void(const Finding& unshrunk)> on_failure = nullptr;
  // Called whenever something was tried.
  std::function<void(const Shrinking&)> on_shrinking = nullptr;
};

// Runs the check until a run fails or the campaign is over, and shrinks what failed.
CheckReport run_campaign(Check& check, Executor& executor, Isolation isolation, const CampaignOptions& options);

}  // namespace faultline
