// What is wrong with how a case ended.
#pragma once

#include <string>
#include <vector>

#include "case.h"
#include "launch.h"

namespace faultline::abuse {

// One sentence each; none if all is as it should be.
std::vector<std::string> faults(const Case& one, const Happened& happened);

}  // namespace faultline::abuse
