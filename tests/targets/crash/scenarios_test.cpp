// The scenarios of the contract, one test for each: the helper dies at the point, and what lies on the disk before and
// after recovery is what the row says.
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "recovered.h"
#include "shell.h"

namespace faultline::crash {
namespace {

namespace fs = std::filesystem;
namespace point = store::point;

constexpr const char* kNoCheckpoint = "4";  // commits a writer; the first checkpoint comes with the fifth

// The log as it lies there.
struct Frames {
  std::size_t whole = 0;
  std::uint64_t bytes = 0;  // of those
  store::wal::Tail tail = store::wal::Tail::end;
};

Frames frames_in(const fs::path& folder) {
  const std::string log = contents(folder / store::wal::kLogName);
  Frames frames;
  for (;;) {
    const auto next = store::wal::decode_frame(std::string_view(log).substr(frames.bytes));
    frames.tail = next.tail;
    if (!next.whole) return frames;
    ++frames.whole;
    frames.bytes += next.frame_size();
  }
}

// How many transactions the writers' items tell of.
std::size_t transactions_in(const Items& items) {
  std::size_t sum = 0;
  for (const auto& [key, value] : items)
    if (key.ends_with(".latest")) sum += std::stoul(value);
  return sum;
}

// The folder without its log, and what is in it then.
Items without_the_log(const fs::path& folder) {
  const Artefacts copy{fs::path()};
  fs::copy(folder, copy.folder(), fs::copy_options::recursive);
  fs::remove(copy.folder() / store::wal::kLogName);
  return Recovered(copy.folder()).items();
}

TEST(Scenario, MidFrameKeepsEveryWholeFrameAndDropsTheTornTail) {
  for (const std::uint64_t after : {0, 20}) {
    const Outcome outcome = crash_at(point::kMidFrame, after, {.arguments = {kNoCheckpoint}});
    ASSERT_TRUE(outcome.killed()) << how_it_ended(outcome);
    const Frames left = frames_in(outcome.folder());
    EXPECT_EQ(left.whole, after);
    EXPECT_EQ(left.tail, store::wal::Tail::torn);
    EXPECT_GT(fs::file_size(outcome.folder() / store::wal::kLogName), left.bytes);

    EXPECT_EQ(transactions_in(Recovered(outcome.folder()).items()), left.whole);
    EXPECT_EQ(fs::file_size(outcome.folder() / store::wal::kLogName), left.bytes);
    EXPECT_EQ(frames_in(outcome.folder()).tail, store::wal::Tail::end);
    EXPECT_EQ(complaint_after(outcome, after - std::min<std::uint64_t>(after, 8)), "");
  }
}

TEST(Scenario, AnEmittedFrameIsWholeAndItsTransactionToo) {
  for (const char* at : {point::kFrameEmitted, point::kBeforeDatasync}) {
    const Outcome outcome = crash_at(at, 20, {.arguments = {kNoCheckpoint}});
    ASSERT_TRUE(outcome.killed()) << how_it_ended(outcome);
    const Frames left = frames_in(outcome.folder());
    EXPECT_EQ(left.tail, store::wal::Tail::end) << at;
    EXPECT_EQ(transactions_in(Recovered(outcome.folder()).items()), left.whole) << at;
    EXPECT_LT(acks_in(outcome.out()).size(), left.whole) << at << ": nobody can have been told of the last one";
    EXPECT_EQ(complaint_after(outcome, 12), "") << at;
  }
}

TEST(Scenario, ACommitThatIsDurableButUnpublishedIsApplied) {
  const Outcome outcome = crash_at(point::kAfterSyncBeforePublish, 20, {.arguments = {kNoCheckpoint}});
  ASSERT_TRUE(outcome.killed()) << how_it_ended(outcome);
  EXPECT_LE(acks_in(outcome.out()).size(), 20U);
  EXPECT_EQ(transactions_in(Recovered(outcome.folder()).items()), 21U);
  EXPECT_EQ(complaint_after(outcome, 12), "");
}

TEST(Scenario, APublishedSnapshotIsUsedAndTheLogReplayedOnTop) {
  const Outcome outcome = crash_at(point::kSnapshotPublished, 0);
  ASSERT_TRUE(outcome.killed()) << how_it_ended(outcome);
  // The log still holds all that led to the snapshot, which is the full state by itself.
  EXPECT_EQ(frames_in(outcome.folder()).whole, transactions_in(without_the_log(outcome.folder())));
  const Items full = without_the_log(outcome.folder());
  EXPECT_EQ(Recovered(outcome.folder()).items(), full);
  EXPECT_EQ(complaint(full, acks_in(outcome.out()), 5), "");

  const Outcome later = crash_at(point::kMidFrame, 2, {.folder = outcome.folder(), .arguments = {kNoCheckpoint}});
  ASSERT_TRUE(later.killed()) << how_it_ended(later);
  EXPECT_EQ(without_the_log(outcome.folder()), full) << "the snapshot is what it was";
  const Items on_top = Recovered(outcome.folder()).items();
  EXPECT_EQ(transactions_in(on_top), transactions_in(full) + 2);
  std::vector<std::string> acks = acks_in(outcome.out());
  for (std::string& id : acks_in(later.out())) acks.push_back(std::move(id));
  EXPECT_EQ(complaint(on_top, acks, 5), "");
}

TEST(Scenario, ADeathInTheTruncationLosesNothingAndLaterWritesAreRead) {
  for (const char* at : {point::kTruncateTempWritten, point::kTruncateRenamed, point::kTruncateSynced}) {
    for (const std::uint64_t after : {0, 2}) {
      const Outcome outcome = crash_at(at, after);
      ASSERT_TRUE(outcome.killed()) << how_it_ended(outcome);
      const bool renamed = std::strcmp(at, point::kTruncateTempWritten) != 0;
      EXPECT_EQ(frames_in(outcome.folder()).whole == 0, renamed) << at;
      EXPECT_EQ(fs::exists(outcome.folder() / store::wal::kLogTempName), !renamed) << at;
      EXPECT_EQ(complaint_after(outcome, 5 + 5 * after), "") << at << " after " << after;
      EXPECT_FALSE(fs::exists(outcome.folder() / store::wal::kLogTempName)) << at;
    }
  }
}

// recovery.snapshot-promoted-before-sync among them, where the store has it.
TEST(Scenario, ADeathInARecoveryLosesNothingInTheNext) {
  int of_recovery = 0;
  for (const char* at : store::kDurableCrashPoints) {
    if (!std::string(at).starts_with("recovery.")) continue;
    ++of_recovery;
    const Outcome outcome = crash_at(at, 0);
    ASSERT_TRUE(outcome.killed()) << at << ": " << how_it_ended(outcome);
    EXPECT_EQ(complaint_after(outcome, 92), "") << at;
  }
  EXPECT_GE(of_recovery, 1);
}

}  // namespace
}  // namespace faultline::crash
