// What editors, disks and other programs make of a repro file. All of these must be refused.
#pragma once

#include <string>
#include <vector>

namespace faultline::abuse {

const std::vector<std::string>& mutations();

// `repro`: the text of a valid file with a crash in it. `salt` chooses where, for those that can be anywhere.
std::string mutated(const std::string& repro, const std::string& mutation, std::uint64_t salt);

}  // namespace faultline::abuse
