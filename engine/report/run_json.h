#pragma once

#include <boost/json/value.hpp>

#include "faultline/engine/report/findings.h"

namespace faultline {

// One entry of "checks" there.
boost::json::value check_json(const CheckReport& check);

// `run --json`, version 1.
boost::json::value run_json(const CampaignReport& report);

// `list --json`, version 1.
boost::json::value list_json(const std::vector<const CheckInfo*>& checks);

}  // namespace faultline
