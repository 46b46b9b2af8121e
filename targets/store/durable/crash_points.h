// The places where a test may end a process that hosts a DurableStore.
#pragma once

#include <array>

namespace faultline::store {

namespace point {
inline constexpr const char* kMidFrame = "wal.mid-frame";  // half of the frame's bytes are in the file
inline constexpr const char* kFrameEmitted = "wal.append.frame-emitted";
inline constexpr const char* kBeforeDatasync = "wal.sync.before-datasync";
inline constexpr const char* kAfterSyncBeforePublish = "commit.after-sync-before-publish";
inline constexpr const char* kSnapshotTempWritten = "checkpoint.snapshot-temp-written";
inline constexpr const char* kSnapshotPublished = "checkpoint.snapshot-published-before-truncate";
inline constexpr const char* kTruncateTempWritten = "checkpoint.truncate.temp-written-before-rename";
inline constexpr const char* kTruncateRenamed = "checkpoint.truncate.renamed-before-dirsync";
inline constexpr const char* kTruncateSynced = "checkpoint.truncate.renamed-before-bookkeeping";
inline constexpr const char* kTornTailFound = "recovery.torn-tail-before-truncate";
}  // namespace point

inline constexpr std::array<const char*, 10> kDurableCrashPoints{point::kMidFrame,
                                                                 point::kFrameEmitted,
                                                                 point::kBeforeDatasync,
                                                                 point::kAfterSyncBeforePublish,
                                                                 point::kSnapshotTempWritten,
                                                                 point::kSnapshotPublished,
                                                                 point::kTruncateTempWritten,
                                                                 point::kTruncateRenamed,
                                                                 point::kTruncateSynced,
                                                                 point::kTornTailFound};

}  // namespace faultline::store
