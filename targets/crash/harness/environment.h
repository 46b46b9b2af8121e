// The environment of a child, made from the harness's own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace faultline::crash {

struct Options;

// `NAME=value` lines, sorted by name, each name once: what `inherited` holds (null-ended, as `environ`) without
// FAULT_CRASH_* and FAULT_INJECT*, then the armed point and `folder`, then the options' own, later ones winning.
std::vector<std::string> child_environment(const char* const* inherited, const Options& options,
                                           const std::filesystem::path& folder);

}  // namespace faultline::crash
