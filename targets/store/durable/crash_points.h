// The places where a test may end a process that hosts a DurableStore.
#pragma once

#include <array>

namespace faultline::store {

namespace point {
inline constexpr const char* kMidFrame = "wal.mid-frame";  // half of the frame's bytes are in the file
inline constexpr const char* kFrameEmitted = "wal.append.frame-emitted";
inline constexpr const char* kBeforeDatasync = "wal.sync.before-datasync";
inline constexpr const char* kAfterSyncBeforePublish = "commit.after-sync-before-publish";
inline constexpr const char* kSnapshotTempUnsynced = "checkpoint.snapshot-temp-written-before-sync";
inline constexpr const char* kSnapshotTempWritten = "checkpoint.snapshot-temp-written";
inline constexpr const char* kSnapshotBackedUp = "checkpoint.snapshot-backed-up-before-rename";  // none has the name
inline constexpr const char* kSnapshotRenamed = "checkpoint.snapshot-renamed-before-dirsync";
inline constexpr const char* kSnapshotPublished = "checkpoint.snapshot-published-before-truncate";
inline constexpr const char* kTruncateTempWritten = "checkpoint.truncate.temp-written-before-rename";
inline constexpr const char* kTruncateRenamed = "checkpoint.truncate.renamed-before-dirsync";
inline constexpr const char* kTruncateSynced = "checkpoint.truncate.renamed-before-bookkeeping";
inline constexpr const char* kSnapshotPromoted = "recovery.snapshot-promoted-before-sync";
inline constexpr const char* kTornTailFound = "recovery.torn-tail-before-truncate";
inline constexpr const char* kTornTailCut = "recovery.torn-tail-truncated-before-sync";
inline constexpr const char* kReplayed = "recovery.replayed-before-sync";

// Passed only when a folder is opened for the first time, so no schedule arms them in time.
inline constexpr const char* kFolderMade = "opening.folder-made-before-dirsync";
inline constexpr const char* kLogCreated = "opening.log-created-before-dirsync";
}  // namespace point

inline constexpr std::array<const char*, 16> kDurableCrashPoints{point::kMidFrame,
                                                                 point::kFrameEmitted,
                                                                 point::kBeforeDatasync,
                                                                 point::kAfterSyncBeforePublish,
                                                                 point::kSnapshotTempUnsynced,
                                                                 point::kSnapshotTempWritten,
                                                                 point::kSnapshotBackedUp,
                                                                 point::kSnapshotRenamed,
                                                                 point::kSnapshotPublished,
                                                                 point::kTruncateTempWritten,
                                                                 point::kTruncateRenamed,
                                                                 point::kTruncateSynced,
                                                                 point::kSnapshotPromoted,
                                                                 point::kTornTailFound,
                                                                 point::kTornTailCut,
                                                                 point::kReplayed};

inline constexpr std::array<const char*, 2> kDurableOpeningPoints{point::kFolderMade, point::kLogCreated};

}  // namespace faultline::store
