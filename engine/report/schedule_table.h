// The table of a report: the steps of a schedule, what the model says and what came.
#pragma once

#include <string>

#include "faultline/engine/report/text_report.h"

namespace faultline {

// Where the terminal is too narrow, cells go on below themselves. Nothing of a row is lost, but of very long cells.
std::string render_schedule(const Finding& finding, const TextStyle& style);

}  // namespace faultline
