// The whole state in one file: a head frame (sequence, last ETag, number of items), then a frame per item.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "faultline/targets/store/durable/commit.h"

namespace faultline::store {

inline constexpr const char* kSnapshotName = "snapshot";
inline constexpr const char* kSnapshotTempName = "snapshot.temp";

// Writes the temporary snapshot of `folder` and syncs it. Error: io.
Result<void> write_snapshot_temp(const std::filesystem::path& folder, const State& state);

// Makes the temporary snapshot the snapshot. Durable once the folder is synced. Error: io.
Result<void> rename_snapshot(const std::filesystem::path& folder);

// The state in the snapshot; an empty one when there is none. Errors: corrupt, io.
Result<State> load_snapshot(const std::filesystem::path& folder);

}  // namespace faultline::store
