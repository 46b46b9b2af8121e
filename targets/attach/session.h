// A session: the executors of one process, and the replay of repro files on them.
#pragma once

#include <filesystem>
#include <memory>

#include "faultline/engine/campaign/campaign.h"
#include "faultline/engine/campaign/kept.h"
#include "faultline/engine/campaign/sweep.h"
#include "faultline/engine/isolation/workspace_root.h"
#include "faultline/targets/attach/registry.h"

namespace faultline {

// Owns a workspace folder and makes executors when they are first needed. Not thread-safe.
class Session {
 public:
  // Throws BadInput where there is no place for workspaces, and EngineError. `jobs`: how many processes may shrink at
  // the same time; more than four for each processor are not started.
  explicit Session(std::uint32_t jobs = 1);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // The isolation a check runs in: its own, unless overridden. Throws BadInput where a check cannot run so.
  static Isolation isolation_of(const Check& check, std::optional<Isolation> wanted);
  // Of a schedule from a file: that in which it was found, unless overridden.
  static Isolation isolation_of(const Check& check, std::optional<Isolation> wanted, const Kept& kept);
  // The same for a sweep.
  static Isolation swept_isolation_of(const Check& check, std::optional<Isolation> wanted);

  Executor& executor(Isolation isolation);
  CheckReport run(Check& check, std::optional<Isolation> wanted, const CampaignOptions& options);
  // Throws BadInput where the check has no crash points; `kept` holds the schedule, else seeds make them.
  SweepReport sweep(Check& check, std::optional<Isolation> wanted, const CampaignOptions& options,
                    const std::optional<Kept>& kept = std::nullopt);
  // These throw BadInput where the file does not fit the check; see engine/campaign/kept.h.
  CheckReport replay(Check& check, std::optional<Isolation> wanted, const Kept& kept);
  // The process stops before this step of the report's table; see engine/campaign/stop_kept.h.
  CheckReport stop(Check& check, std::optional<Isolation> wanted, const Kept& kept, std::uint32_t step);
  CheckReport shrink(Check& check, std::optional<Isolation> wanted, const Kept& kept, const CampaignOptions& options);
  CheckReport explain(Check& check, std::optional<Isolation> wanted, const Kept& kept, const CampaignOptions& options);

 private:
  WorkspaceRoot root_;
  std::uint32_t jobs_;
  std::unique_ptr<Executor> in_process_, forked_;
};

// Crash points as the engine arms them.
CrashControl crash_control();

// Removes FAULT_CRASH_* and FAULT_INJECT* from this process's environment, and disarms what they armed in it: only
// children that are armed see them. Gives the names that were there.
std::vector<std::string> clean_environment();

}  // namespace faultline
