#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "faultline/engine/report/findings.h"

namespace faultline {

// One entry of "checks" there.
boost::json::value check_json(const CheckReport& check);

// `run --json`, version 1.
boost::json::value run_json(const CampaignReport& report);

// How large a planted bug's minimal schedule is: "2 commands, 1 crash"; empty where the check says none. Throws
// BadInput where what it says are no steps.
std::string minimum_of(const CheckInfo& check);

// `list --json`, version 1.
boost::json::value list_json(const std::vector<const CheckInfo*>& checks);

}  // namespace faultline
