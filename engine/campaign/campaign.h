// Campaigns: many seeds of one check, and what to do about the first that fails.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/report/findings.h"

namespace faultline {

struct CampaignOptions {
  static constexpr std::uint64_t kDefaultCampaign = 0xfa017;

  std::uint64_t campaign = kDefaultCampaign;
  std::optional<std::uint64_t> seed;   // exactly this one run
  std::optional<std::uint32_t> runs;   // else what the check says
  std::optional<std::uint32_t> steps;  // likewise
  std::optional<double> seconds;       // runs until the time is over instead
  std::filesystem::path report_dir;    // where repros go
  bool verbose = false;                // every step is written to standard error as it happens
  MinimiseLimits limits;
  std::function<bool()> interrupted = [] { return false; };
  // Called now and then: runs so far, of how many (0 = unknown).
  std::function<void(const CheckReport& so_far, std::uint64_t of)> on_progress = nullptr;
  // A finding exists on disk before it is shrunk.
  std::function<void(const Finding& unshrunk)> on_failure = nullptr;
};

// Runs the check until a run fails or the campaign is over, and shrinks what failed.
CheckReport run_campaign(Check& check, Executor& executor, Isolation isolation, const CampaignOptions& options);

// Runs one schedule as it is; no shrinking. The finding, if it failed, has no repro path yet.
CheckReport replay_schedule(Check& check, Executor& executor, Isolation isolation, const Bytes& schedule);

}  // namespace faultline
