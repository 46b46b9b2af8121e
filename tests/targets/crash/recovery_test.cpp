// The durable store's promise, with the process killed at each of its crash points under eight writers.
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "faultline/targets/crash/harness/harness.h"
#include "faultline/targets/store/durable/durable_store.h"

#include "ack_oracle.h"

namespace faultline::crash {
namespace {

namespace point = store::point;

// Opens the folder, which recovers it, and shows everything in it.
class Recovered : public store::DurableStore {
 public:
  using DurableStore::DurableStore;

  Items items() const {
    Items result;
    for (const auto& [key, item] : state().items) result[key] = item.value;
    return result;
  }
};

Outcome crash_at(const std::string& at, std::uint64_t after, Options options = {}) {
  options.crash_at = at;
  options.crash_after = after;
  return run({}, at, options);
}

std::string how_it_ended(const Outcome& outcome) {
  return outcome.error().value_or("") + outcome.err() + (outcome.timed_out() ? " timed out" : "");
}

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
  const std::vector<std::string> acks = acks_in(outcome.out());

  const Items first = Recovered(outcome.folder()).items();
  EXPECT_EQ(complaint(first, acks, GetParam().least_acks), "");
  EXPECT_TRUE(Recovered(outcome.folder()).items() == first) << "a second recovery reads something else";

  ASSERT_TRUE(Recovered(outcome.folder()).set({"later", "1"}));
  Items with_later = first;
  with_later["later"] = "1";
  EXPECT_TRUE(Recovered(outcome.folder()).items() == with_later) << "a later write is not read back as it was";
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
    EXPECT_TRUE(outcome.killed()) << at << ": " << how_it_ended(outcome);
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

// The same check on a store that did lose something: it must not pass.
TEST(RecoveryOfAll, ALostRecordIsNoticed) {
  const Outcome outcome = crash_at(point::kBeforeDatasync, 20, {.arguments = {"4"}});  // too few for a checkpoint
  ASSERT_TRUE(outcome.killed()) << how_it_ended(outcome);
  const std::vector<std::string> acks = acks_in(outcome.out());
  Items items = Recovered(outcome.folder()).items();
  ASSERT_EQ(complaint(items, acks, 12), "");
  items.erase(acks.front() + ".a");
  EXPECT_EQ(complaint(items, acks, 12), acks.front() + ".a is missing");

  const std::filesystem::path log = outcome.folder() / store::wal::kLogName;
  std::filesystem::resize_file(log, std::filesystem::file_size(log) / 2);
  const std::string lost = complaint(Recovered(outcome.folder()).items(), acks, 12);
  EXPECT_NE(lost.find("was acknowledged and is gone"), std::string::npos) << lost;
}

}  // namespace
}  // namespace faultline::crash
