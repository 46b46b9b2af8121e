// The durable store's promise, with the process killed at each of its crash points under eight writers.
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "recovered.h"

namespace faultline::crash {
namespace {

namespace point = store::point;

struct Case {
  const char* point;
  std::uint64_t after;
  std::size_t least_acks;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.point << " after " << c.after; }

class Recovery : public testing::TestWithParam<Case> {};

TEST_P(Recovery, LosesNothingAcknowledgedAndInventsNothing) {
  const Outcome outcome = crash_at(GetParam().point, GetParam().after);
  ASSERT_TRUE(outcome.killed()) << how_it_ended(outcome);
  EXPECT_EQ(complaint_after(outcome, GetParam().least_acks), "");
}

// The least is a little under what must have been acknowledged by then: each writer may be between commit and ACK.
// 200 commits and 5 checkpoints in all; the first checkpoint comes after 5 commits or more.
INSTANTIATE_TEST_SUITE_P(
    CrashPoints, Recovery,
    testing::Values(Case{point::kMidFrame, 20, 12},                //
                    Case{point::kMidFrame, 150, 142},              //
                    Case{point::kFrameEmitted, 20, 12},            //
                    Case{point::kFrameEmitted, 150, 142},          //
                    Case{point::kBeforeDatasync, 20, 12},          //
                    Case{point::kBeforeDatasync, 150, 137},        // checkpoints sync as well
                    Case{point::kAfterSyncBeforePublish, 20, 12},  //
                    Case{point::kAfterSyncBeforePublish, 150, 142}, Case{point::kSnapshotTempWritten, 0, 5},  //
                    Case{point::kSnapshotTempWritten, 3, 20}, Case{point::kSnapshotPublished, 0, 5},          //
                    Case{point::kSnapshotPublished, 3, 20},                                                   //
                    Case{point::kTruncateTempWritten, 0, 5},                                                  //
                    Case{point::kTruncateTempWritten, 3, 20}, Case{point::kTruncateRenamed, 0, 5},            //
                    Case{point::kTruncateRenamed, 3, 20}, Case{point::kTruncateSynced, 0, 5},                 //
                    Case{point::kTruncateSynced, 3, 20}, Case{point::kTornTailFound, 0, 92},                  //
                    Case{point::kTornTailCut, 0, 92}, Case{point::kReplayed, 0, 92},                          //
                    Case{point::kSnapshotTempUnsynced, 3, 20}, Case{point::kSnapshotRenamed, 0, 5},           //
                    Case{point::kSnapshotBackedUp, 0, 10}, Case{point::kSnapshotBackedUp, 3, 25},             //
                    Case{point::kSnapshotPromoted, 0, 10}));

TEST(RecoveryOfAll, EveryCrashPointHasItsScenario) {
  for (const char* at : store::kDurableCrashPoints) {
    const Outcome outcome = crash_at(at, 0, {.arguments = {"10"}});  // two checkpoints
    ASSERT_TRUE(outcome.killed()) << at << ": " << how_it_ended(outcome);
    EXPECT_EQ(complaint_after(outcome, 0), "") << at;
  }
}

TEST(RecoveryOfAll, ARunWithoutACrashKeepsEverything) {
  const Outcome outcome = crash_at(point::kMidFrame, std::numeric_limits<std::uint64_t>::max());
  ASSERT_EQ(outcome.exit_code(), 0) << how_it_ended(outcome);
  const std::vector<std::string> acks = acks_in(outcome.out());
  EXPECT_EQ(acks.size(), 200U);
  const Items items = Recovered(outcome.folder()).items();
  EXPECT_EQ(complaint(items, acks, 200), "");
  EXPECT_EQ(items.size(), 8U * (2 * 25 + 2));
}

TEST(RecoveryOfAll, CrashAfterCrashInOneFolder) {
  const Artefacts scratch{std::filesystem::path()};
  std::vector<std::string> acks;
  for (const char* at :
       {point::kMidFrame, point::kTruncateRenamed, point::kBeforeDatasync, point::kSnapshotPublished}) {
    const Outcome outcome = crash_at(at, 2, {.folder = scratch.folder()});
    ASSERT_TRUE(outcome.killed()) << how_it_ended(outcome);
    for (std::string& id : acks_in(outcome.out())) acks.push_back(std::move(id));
    ASSERT_EQ(complaint(Recovered(scratch.folder()).items(), acks, 0), "") << at;
  }
  EXPECT_GE(acks.size(), 20U);
}

// The same check on a store that did lose something, or holds what never was: it must not pass.
TEST(RecoveryOfAll, WhatIsLostOrInventedIsNoticed) {
  const Outcome outcome = crash_at(point::kBeforeDatasync, 20, {.arguments = {"4"}});  // too few for a checkpoint
  ASSERT_TRUE(outcome.killed()) << how_it_ended(outcome);
  const std::vector<std::string> acks = acks_in(outcome.out());
  const Items items = Recovered(outcome.folder()).items();
  ASSERT_EQ(complaint(items, acks, 12), "");
  EXPECT_NE(complaint(items, acks, acks.size() + 1), "");
  Items half = items;
  half.erase(acks.front() + ".a");
  EXPECT_EQ(complaint(half, acks, 12), acks.front() + ".a is missing");
  Items invented = items;
  invented["w0-99.a"] = "w0-99";
  EXPECT_EQ(complaint(invented, acks, 12), "w0-99.a should not be there");

  const std::filesystem::path log = outcome.folder() / store::wal::kLogName;
  std::filesystem::resize_file(log, std::filesystem::file_size(log) / 2);
  const std::string lost = complaint(Recovered(outcome.folder()).items(), acks, 12);
  EXPECT_NE(lost.find("was acknowledged and is gone"), std::string::npos) << lost;
}

}  // namespace
}  // namespace faultline::crash
