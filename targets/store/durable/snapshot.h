// The whole state in one file: a head frame (sequence, last ETag, number of items), then a frame per item.
#pragma once

#include <string>

#include "faultline/targets/disk/file_system.h"
#include "faultline/targets/store/durable/commit.h"

namespace faultline::store {

inline constexpr const char* kSnapshotName = "snapshot";
inline constexpr const char* kSnapshotTempName = "snapshot.temp";
inline constexpr const char* kSnapshotBackupName = "snapshot.backup";

// The snapshot of a folder, its half-made successor and its predecessor. None of the names is durable until the folder
// is synced. All errors are io, unless said otherwise. `files` must outlive it.
class SnapshotFiles {
 public:
  SnapshotFiles(disk::FileSystem& files, const std::string& folder);

  // Writes the temporary snapshot and syncs its data.
  Result<void> write_temp(const State& state);

  // The snapshot becomes the backup; fine when there is none. Says whether there was.
  Result<bool> back_up();
  Result<void> temp_to_live();
  Result<void> backup_to_live();

  // Fine when there is none.
  Result<void> drop_temp();
  Result<void> drop_backup();

  // Replaces `state` by the one in the snapshot or the backup, an empty one when there is no such file; says whether
  // there is. Errors: io, corrupt: then `state` holds the items before the damage.
  Result<bool> load(State& state) const { return load_file(live_, state); }
  Result<bool> load_backup(State& state) const { return load_file(backup_, state); }

 private:
  Result<bool> load_file(const std::string& path, State& state) const;
  Result<void> rename(const std::string& from, const std::string& to);
  Result<void> drop(const std::string& path);

  disk::FileSystem& files_;
  std::string live_, temp_, backup_;
};

}  // namespace faultline::store
