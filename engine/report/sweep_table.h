// What a sweep came to, for people and as JSON.
#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "faultline/engine/campaign/sweep.h"
#include "faultline/engine/report/text_report.h"

namespace faultline {

// The coverage table of one check: every crash point, how often it was passed, and what came of dying there.
std::string render_sweep(const SweepReport& report, const TextStyle& style);

// {"version":1,"campaign":"0x..","sweeps":[{"name",..,"points":[{"point","hits","crashes","recoveries","losses"}],
// "never_reached":[..],"failures":[..]}]}
boost::json::value sweep_json(std::uint64_t campaign, const std::vector<SweepReport>& reports);

}  // namespace faultline
