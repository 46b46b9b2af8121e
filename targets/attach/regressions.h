// FAULTLINE_REGRESSIONS("/path/to/tests/regressions"): the test chaos.regressions replays every repro file there.
#pragma once

#include <filesystem>

namespace faultline {

// The folder, scanned when the test runs; empty: no such test.
inline std::filesystem::path& regressions_folder() {
  static std::filesystem::path folder;
  return folder;
}

}  // namespace faultline

#define FAULTLINE_REGRESSIONS(folder) \
  static const bool faultline_regressions = ((::faultline::regressions_folder() = (folder)), true)
