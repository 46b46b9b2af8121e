// The folder that repro files go to: that it can be written is known before the work, and it does not grow for ever.
#pragma once

#include <cstddef>
#include <filesystem>

namespace faultline {

inline constexpr std::size_t kKeptFindings = 200;

// Throws BadInput where no file can be written there.
void demand_report_folder(const std::filesystem::path& folder);

// Removes all repro files but the newest `keep`, each with what its last recovery found on disk (NAME.crashed), and
// what writers that were killed left half done. Files with other names stay, and so does `given`.
void keep_newest(const std::filesystem::path& folder, std::size_t keep, const std::filesystem::path& given = {});

}  // namespace faultline
