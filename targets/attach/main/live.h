// What campaigns and shrinking show on a terminal while they go on.
#pragma once

#include "faultline/targets/attach/main/settings.h"
#include "faultline/targets/attach/main/terminal.h"

namespace faultline::program {

// The settings' campaign options, interrupted by Ctrl-C and shown on `line`, which must outlive them.
CampaignOptions live_options(const Settings& settings, ProgressLine& line);

}  // namespace faultline::program
