// What a program has left behind once it has ended.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace faultline::abuse {

// Orphans of what is started from now on come to this process.
void adopt_orphans();

// Where nothing may be left, in a case's folder: what is in TMPDIR and in the working folder, and half-written files
// anywhere.
std::set<std::string> litter(const std::filesystem::path& dir);

// Processes that are still there after a while. They are ended.
std::vector<std::string> orphans();

}  // namespace faultline::abuse
