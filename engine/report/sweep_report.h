// What a sweep came to: as data, for people, and as JSON.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "faultline/engine/report/text_report.h"

namespace faultline {

struct SweptPoint {
  std::string point;
  std::uint64_t hits = 0;        // how often a run or a recovery passed it, and its disk was copied
  std::uint64_t crashes = 0;     // deaths made there; where the disk is simulated, also with the power lost
  std::uint64_t recoveries = 0;  // of those, after which everything read back as it may
  std::uint64_t losses = 0;      // and after which it did not
};

struct SweepReport {
  CheckReport check;               // `runs` counts schedules; the first loss is a finding, shrunk
  std::vector<SweptPoint> points;  // all that the check has, in its order
  std::uint64_t in_recovery = 0;   // crashes that came while recovering from another
  std::uint64_t skipped = 0;       // deaths that were not made, because the time was over or somebody interrupted
  std::set<std::string> others;    // points that were passed and are none of the check's: nothing died there
  bool cut = false;                // a run passed more points than are looked at
  bool interrupted = false;

  std::vector<std::string> never_reached() const;
};

// The coverage table of one check: every crash point, how often it was passed, and what came of dying there.
std::string render_sweep(const SweepReport& report, const TextStyle& style);

// {"version":1,"campaign":"0x..","checks":[..]}: each as in `run --json`, with "points":[{"point","hits","crashes",
// "recoveries","losses"}], "never_reached":[..], "other_points":[..] and "crashes_in_recovery".
boost::json::value sweep_json(std::uint64_t campaign, const std::vector<SweepReport>& reports);

}  // namespace faultline
