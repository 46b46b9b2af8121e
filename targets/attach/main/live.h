// What campaigns and shrinking show on a terminal while they go on.
#pragma once

#include <functional>
#include <vector>

#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"

namespace faultline::program {

// The settings' campaign options, interrupted by Ctrl-C and shown on `line`, which must outlive them.
CampaignOptions live_options(const Settings& settings, ProgressLine& line);

// What `work` reports of the check. Where the engine fails, or the model while it is asked here, a report that says so:
// other checks are still of use, and what they found is told. Throws BadInput.
CheckReport checked(const Check& check, Isolation isolation, const std::function<CheckReport()>& work);

// Says which checks the engine failed for.
void complain_of_failures(const std::vector<CheckReport>& checks);

}  // namespace faultline::program
