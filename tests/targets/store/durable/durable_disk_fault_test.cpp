// A DurableStore on a disk that fails it: what it refuses, what it keeps, and what the next opening finds.
#include <gtest/gtest.h>

#include "simulated_crash.h"

namespace faultline::store {
namespace {

using disk::DiskFault;
using disk::SimulatedDisk;
using testing::judge;
using testing::judge_power_losses;
using testing::kind_of;
using testing::put;
using testing::transaction;
using testing::value;
using Kind = DiskFault::Kind;

TEST(DurableDiskFault, AFailedSyncPoisonsUntilReopenedAndTheWriteIsGone) {
  SimulatedDisk disk;
  {
    DurableStore store(disk, "store");
    put(store, "a", "1");
    disk.arm({Kind::failing_sync});
    EXPECT_EQ(kind_of(store.set({"a", "2"})), "io");
    EXPECT_EQ(value(store, "a"), "1");
    EXPECT_EQ(kind_of(store.set({"b", "3"})), "io");
    EXPECT_EQ(kind_of(store.checkpoint()), "io");
  }
  DurableStore store(disk, "store");
  EXPECT_EQ(value(store, "a"), "1");
  put(store, "b", "3");
  EXPECT_EQ(disk.fired(), 1U);
}

TEST(DurableDiskFault, AFullDiskPoisonsUntilReopenedWhateverFitted) {
  for (std::uint64_t room = 0; room < 80; ++room) {
    SimulatedDisk disk;
    {
      DurableStore store(disk, "store");
      put(store, "a", "1");
      disk.arm({Kind::disk_full, 1, room});
      const std::string refused = kind_of(store.set({"a", "2"}));
      if (disk.fired() == 0) break;  // all of it fitted
      EXPECT_EQ(refused, "io");
      EXPECT_EQ(value(store, "a"), "1");
      EXPECT_EQ(kind_of(store.set({"b", "3"})), "io");
    }
    DurableStore store(disk, "store");
    EXPECT_EQ(value(store, "a"), "1") << room;
    put(store, "b", "3");
    ASSERT_LT(room, 79U);
  }
}

TEST(DurableDiskFault, AShortWriteIsGoneOnWith) {
  SimulatedDisk disk;
  {
    DurableStore store(disk, "store");
    disk.arm({Kind::short_write, 3});
    put(store, "a", "1");
    disk.arm({Kind::short_write, 3});
    store.checkpoint().value();
    EXPECT_GE(disk.fired(), 3U);
  }
  disk.lose_power(disk::kLoseAll);
  disk.revive();
  EXPECT_EQ(value(*std::make_unique<DurableStore>(disk, "store"), "a"), "1");
}

// Fails one sync of the log or the folder, after so many that do not fail.
class FailsLater : public wal::Log {
 public:
  explicit FailsLater(SimulatedDisk& disk) : Log(disk, "store"), disk_(disk) {}
  void fail_after(int syncs) { syncs_before_ = syncs; }

 protected:
  int sync_data(disk::File& file) override {
    count();
    return Log::sync_data(file);
  }
  int sync_names() override {
    count();
    return Log::sync_names();
  }

 private:
  void count() {
    if (syncs_before_-- == 0) disk_.arm({Kind::failing_sync});
  }

  SimulatedDisk& disk_;
  int syncs_before_ = -1;
};

// A commit may follow the checkpoint that fails. Gives those acknowledged.
std::vector<int> write_with_a_failing_checkpoint(SimulatedDisk& disk, int syncs_before, bool& failed) {
  auto log = std::make_unique<FailsLater>(disk);
  FailsLater& later = *log;
  testing::StoreOn<FailsLater> store(std::move(log));
  std::vector<int> acknowledged;
  for (int id = 0; id < 4; ++id) {
    store.multi(transaction(id)).value();
    acknowledged.push_back(id);
    if (id == 1) store.checkpoint().value();
  }
  later.fail_after(syncs_before);
  failed = !store.checkpoint();
  if (store.multi(transaction(4))) acknowledged.push_back(4);
  return acknowledged;
}

TEST(DurableDiskFault, ACheckpointWhoseSyncFailsAnywhereLosesNothing) {
  int failures = 0;
  for (int syncs_before = 0; syncs_before < 6; ++syncs_before) {
    SimulatedDisk disk;
    bool failed = false;
    const std::vector<int> acknowledged = write_with_a_failing_checkpoint(disk, syncs_before, failed);
    failures += failed ? 1 : 0;
    disk.heal();
    EXPECT_EQ(judge_power_losses<DurableStore>(disk, acknowledged, 24), "") << syncs_before;
  }
  EXPECT_EQ(failures, 4);  // the folder, the log, its replacement, the folder again
}

TEST(DurableDiskFault, ACheckpointWithoutRoomFailsAndMayBeTriedAgain) {
  int failures = 0;
  for (std::uint64_t room = 0; room < 200; room += 7) {
    SimulatedDisk disk;
    {
      DurableStore store(disk, "store");
      store.multi(transaction(0)).value();
      disk.arm({Kind::disk_full, 1, room});
      failures += store.checkpoint() ? 0 : 1;
      disk.heal();
      store.multi(transaction(1)).value();
      store.checkpoint().value();
    }
    EXPECT_EQ(judge_power_losses<DurableStore>(disk, {0, 1}, 8), "") << room;
  }
  EXPECT_GE(failures, 20);
}

// Of a failed sync no later one is to be believed: those who try again are caught by the loss of the pages.
class TriesAgain : public wal::Log {
 public:
  using Log::Log;

 protected:
  int sync_data(disk::File& file) override {
    const int error = Log::sync_data(file);
    return error == 0 ? 0 : Log::sync_data(file);
  }
};

TEST(DurableDiskFault, ALogThatTriesAFailedSyncAgainLosesWhatItAcknowledged) {
  SimulatedDisk disk;
  {
    testing::StoreOn<TriesAgain> store(disk, "store");
    disk.arm({Kind::failing_sync});
    store.multi(transaction(0)).value();
  }
  EXPECT_EQ(judge<DurableStore>(disk, {0}), "");  // a kill keeps it
  disk.lose_power(disk::kLoseAll);
  EXPECT_EQ(judge<DurableStore>(disk, {0}), "lost acknowledged transaction 0");
}

// The frame that a killed process left unsynced is read, its sync fails, the next opening reads it again: then it
// stays.
TEST(DurableDiskFault, WhatRecoveryShowsStaysAlsoWhenTheSyncOfAnEarlierOneFailed) {
  SimulatedDisk disk;
  std::vector<int> acknowledged;
  ASSERT_TRUE(testing::dies_at(disk, point::kBeforeDatasync, 1,
                               [&] { testing::write_transactions<DurableStore>(disk, acknowledged); }));
  disk.revive();
  disk.arm({Kind::failing_sync});
  EXPECT_THROW(DurableStore(disk, "store"), std::runtime_error);
  {
    DurableStore store(disk, "store");
    EXPECT_EQ(value(store, "a0"), "0");
  }
  disk.lose_power(disk::kLoseAll);
  disk.revive();
  EXPECT_EQ(value(*std::make_unique<DurableStore>(disk, "store"), "a0"), "0");
}

TEST(DurableDiskFault, ALyingSyncLosesTheWriteAndIsNoticedOnlyByAPowerLoss) {
  SimulatedDisk disk;
  {
    DurableStore store(disk, "store");
    put(store, "a", "1");
    disk.arm({Kind::lying_sync});
    put(store, "a", "2");
  }
  disk::SimulatedDisk lost = disk;
  lost.lose_power(disk::kLoseAll);
  lost.revive();
  EXPECT_EQ(value(*std::make_unique<DurableStore>(disk, "store"), "a"), "2");
  EXPECT_EQ(value(*std::make_unique<DurableStore>(lost, "store"), "a"), "1");
}

}  // namespace
}  // namespace faultline::store
