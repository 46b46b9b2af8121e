// Each fault that a SimulatedDisk can be armed with.
#include <cerrno>

#include "disk_testing.h"

namespace faultline::disk {
namespace {

using testing::after_power_loss;
using testing::Contents;
using testing::opened;
using testing::read;
using testing::write;
using testing::write_durably;
using Kind = DiskFault::Kind;

TEST(DiskFault, ALyingSyncDoesNothing) {
  SimulatedDisk disk;
  write_durably(disk, "a", "old");
  File file = opened(disk, "a");
  EXPECT_EQ(file.write_all(0, "new"), 0);
  disk.arm({Kind::lying_sync});
  EXPECT_EQ(file.sync_data(), 0);
  EXPECT_EQ(after_power_loss(disk, kLoseAll)["a"], "old");
  EXPECT_EQ(disk.fired(), 1U);
  EXPECT_EQ(file.sync_data(), 0);
  EXPECT_EQ(after_power_loss(disk, kLoseAll)["a"], "new");
  EXPECT_EQ(disk.fired(Kind::lying_sync), 1U);
}

TEST(DiskFault, ALyingSyncOfAFolderLeavesNamesUnsynced) {
  SimulatedDisk disk;
  write(disk, "a", "");
  disk.arm({Kind::lying_sync});
  EXPECT_EQ(sync_folder(disk, "/"), 0);
  EXPECT_EQ(after_power_loss(disk, kLoseAll), Contents());
  EXPECT_EQ(sync_folder(disk, "/"), 0);
  EXPECT_EQ(after_power_loss(disk, kLoseAll).size(), 1U);
}

TEST(DiskFault, AfterAFailedSyncTheNextOneWritesNothing) {
  SimulatedDisk disk;
  write_durably(disk, "a", "old");
  File file = opened(disk, "a");
  EXPECT_EQ(file.write_all(0, "newer"), 0);
  disk.arm({Kind::failing_sync});
  EXPECT_EQ(file.sync_data(), EIO);
  EXPECT_EQ(file.sync_data(), 0);
  EXPECT_EQ(read(disk, "a"), "newer");
  for (std::uint32_t pick = 0; pick < 20; ++pick) {
    EXPECT_EQ(after_power_loss(disk, pick)["a"], std::string("old\0\0", 5)) << pick;  // the size was made durable
  }
}

TEST(DiskFault, AfterAFailedSyncAWriteTakesItsSectorAlongAndNoOther) {
  SimulatedDisk disk;
  write_durably(disk, "a", std::string(1024, '.'));
  File file = opened(disk, "a");
  EXPECT_EQ(file.write_all(0, std::string(1024, 'x')), 0);
  disk.arm({Kind::failing_sync});
  EXPECT_EQ(file.sync_data(), EIO);
  EXPECT_EQ(file.write_all(10, "y"), 0);
  EXPECT_EQ(file.sync_data(), 0);
  const std::string first = std::string(10, 'x') + "y" + std::string(501, 'x');
  EXPECT_EQ(read(disk, "a"), first + std::string(512, 'x'));
  EXPECT_EQ(after_power_loss(disk, kLoseAll)["a"], first + std::string(512, '.'));
  EXPECT_EQ(after_power_loss(disk, 7)["a"], first + std::string(512, '.'));
  EXPECT_EQ(file.write_all(1000, "z"), 0);
  EXPECT_EQ(file.sync_data(), 0);
  EXPECT_EQ(after_power_loss(disk, kLoseAll)["a"], read(disk, "a"));
}

TEST(DiskFault, AfterAFailedSyncAnUnsyncedWriteMayTakeItsSectorAlong) {
  SimulatedDisk disk;
  write_durably(disk, "a", "..");
  File file = opened(disk, "a");
  EXPECT_EQ(file.write_all(0, "x"), 0);
  disk.arm({Kind::failing_sync});
  EXPECT_EQ(file.sync_data(), EIO);
  EXPECT_EQ(file.write_all(1, "y"), 0);
  std::set<std::string> left;
  for (std::uint32_t pick = 0; pick < 100; ++pick) left.insert(after_power_loss(disk, pick)["a"]);
  EXPECT_EQ(left, (std::set<std::string>{"..", "xy"}));  // never "x."
}

TEST(DiskFault, CuttingBackAfterAFailedSyncMakesRoomForWritesThatStay) {
  SimulatedDisk disk;
  write_durably(disk, "a", "old");
  File file = opened(disk, "a");
  EXPECT_EQ(file.write_all(3, std::string(900, 'x')), 0);
  disk.arm({Kind::failing_sync});
  EXPECT_EQ(file.sync_data(), EIO);
  EXPECT_EQ(file.truncate(3), 0);
  EXPECT_EQ(file.write_all(3, "new"), 0);
  EXPECT_EQ(file.sync_data(), 0);
  for (std::uint32_t pick = 0; pick < 20; ++pick) EXPECT_EQ(after_power_loss(disk, pick)["a"], "oldnew");
}

TEST(DiskFault, ATruncationWaitsForASyncThatDoesNotFail) {
  SimulatedDisk disk;
  write_durably(disk, "a", "long text");
  File file = opened(disk, "a");
  EXPECT_EQ(file.truncate(4), 0);
  disk.arm({Kind::failing_sync});
  EXPECT_EQ(file.sync_data(), EIO);
  EXPECT_EQ(after_power_loss(disk, kLoseAll)["a"], "long text");
  EXPECT_EQ(file.sync_data(), 0);
  EXPECT_EQ(file.truncate(9), 0);
  EXPECT_EQ(file.sync_data(), 0);
  EXPECT_EQ(after_power_loss(disk, kLoseAll)["a"], std::string("long\0\0\0\0\0", 9));
}

TEST(DiskFault, AFailedSyncOfAFolderMayBeTriedAgain) {
  SimulatedDisk disk;
  write(disk, "a", "");
  disk.arm({Kind::failing_sync});
  EXPECT_EQ(sync_folder(disk, "/"), EIO);
  EXPECT_EQ(after_power_loss(disk, kLoseAll), Contents());
  EXPECT_EQ(sync_folder(disk, "/"), 0);
  EXPECT_EQ(after_power_loss(disk, kLoseAll).size(), 1U);
}

TEST(DiskFault, AFullDiskTakesWhatFitsAndRefusesTheRest) {
  SimulatedDisk disk;
  write(disk, "a", "1234");
  File file = opened(disk, "a");
  disk.arm({Kind::disk_full, 2, 3});
  std::size_t written = 0;
  EXPECT_EQ(file.write_at(2, "abcdefgh", written), 0);
  EXPECT_EQ(written, 5U);
  EXPECT_EQ(disk.fired(), 0U);
  EXPECT_EQ(file.write_at(7, "fgh", written), ENOSPC);
  EXPECT_EQ(file.write_all(0, "00"), 0);  // needs no room
  EXPECT_EQ(file.write_at(6, "xyz", written), 0);
  EXPECT_EQ(written, 1U);
  EXPECT_EQ(file.write_all(7, "z"), ENOSPC);
  EXPECT_EQ(read(disk, "a"), "00abcdx");
  EXPECT_EQ(disk.fired(Kind::disk_full), 2U);
  EXPECT_EQ(file.write_all(7, "z"), 0);
}

TEST(DiskFault, AShortWriteWritesTheFirstHalfAndTheRestMayFollow) {
  SimulatedDisk disk;
  File file = opened(disk, "a");
  disk.arm({Kind::short_write, 2});
  std::size_t written = 0;
  EXPECT_EQ(file.write_at(0, "x", written), 0);
  EXPECT_EQ(written, 1U);
  EXPECT_EQ(disk.fired(), 0U);
  EXPECT_EQ(file.write_at(0, "abcde", written), 0);
  EXPECT_EQ(written, 2U);
  EXPECT_EQ(file.write_all(2, "cde"), 0);
  EXPECT_EQ(disk.fired(Kind::short_write), 2U);
  EXPECT_EQ(read(disk, "a"), "abcde");
}

TEST(DiskFault, HealingDisarmsAndKeepsTheCount) {
  SimulatedDisk disk;
  disk.arm({Kind::failing_sync, 5});
  EXPECT_EQ(sync_folder(disk, "/"), EIO);
  SimulatedDisk copy = disk;
  disk.heal();
  EXPECT_EQ(sync_folder(disk, "/"), 0);
  EXPECT_EQ(disk.fired(), 1U);
  EXPECT_EQ(sync_folder(copy, "/"), EIO);  // the copy's are its own
}

TEST(DiskFault, ArmingAgainReplaces) {
  SimulatedDisk disk;
  disk.arm({Kind::failing_sync, 5});
  disk.arm({Kind::failing_sync, 1});
  EXPECT_EQ(sync_folder(disk, "/"), EIO);
  EXPECT_EQ(sync_folder(disk, "/"), 0);
}

}  // namespace
}  // namespace faultline::disk
