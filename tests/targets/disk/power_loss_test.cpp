// What crashes of a SimulatedDisk leave, case by case.
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>

#include "disk_testing.h"

namespace faultline::disk {
namespace {

using testing::after_power_loss;
using testing::Contents;
using testing::contents_of;
using testing::opened;
using testing::read;
using testing::write;
using testing::write_durably;

constexpr std::uint32_t kPicks = 300;

// Everything that power losses leave, over many picks.
std::set<Contents> all_outcomes(const SimulatedDisk& disk) {
  std::set<Contents> outcomes;
  for (std::uint32_t pick = 0; pick < kPicks; ++pick) outcomes.insert(after_power_loss(disk, pick));
  return outcomes;
}

TEST(PowerLoss, AKilledProcessLosesNothingItWrote) {
  SimulatedDisk disk;
  write(disk, "a", "one");
  ASSERT_EQ(disk.rename("a", "b"), 0);
  disk.die();
  disk.revive();
  EXPECT_EQ(contents_of(disk), (Contents{{"b", "one"}}));
}

TEST(PowerLoss, ADyingProcessDoesNothingAnyMore) {
  SimulatedDisk disk;
  write(disk, "a", "one");
  File file = opened(disk, "a");
  File folder;
  ASSERT_EQ(disk.open_folder("/", folder), 0);
  disk.die();
  std::string bytes;
  EXPECT_EQ(file.write_all(0, "two"), EIO);
  EXPECT_EQ(file.truncate(0), EIO);
  EXPECT_EQ(file.read_from(0, bytes), EIO);
  EXPECT_EQ(file.sync_data(), EIO);
  EXPECT_EQ(folder.sync_names(), EIO);
  EXPECT_EQ(folder.lock(), EIO);
  EXPECT_EQ(disk.rename("a", "b"), EIO);
  EXPECT_EQ(disk.remove("a"), EIO);
  EXPECT_EQ(disk.make_folder("c"), EIO);
  EXPECT_EQ(disk.open("a", Open::replace, file), EIO);
  EXPECT_TRUE(disk.dead());
  disk.revive();
  EXPECT_EQ(contents_of(disk), (Contents{{"a", "one"}}));
}

TEST(PowerLoss, FilesOfAnEarlierProcessStayUselessAndHoldNoLock) {
  SimulatedDisk disk;
  File old_folder, folder;
  ASSERT_EQ(disk.open_folder("/", old_folder), 0);
  ASSERT_EQ(old_folder.lock(), 0);
  File old_file = opened(disk, "a");
  disk.die();
  disk.revive();
  ASSERT_EQ(disk.open_folder("/", folder), 0);
  EXPECT_EQ(folder.lock(), 0);
  File file = opened(disk, "b");
  EXPECT_EQ(old_file.write_all(0, "x"), EIO);
  old_folder.close();
  old_file.close();
  EXPECT_EQ(file.write_all(0, "y"), 0);
  File another;
  ASSERT_EQ(disk.open_folder("/", another), 0);
  EXPECT_EQ(another.lock(), EWOULDBLOCK);
}

TEST(PowerLoss, PickOneLosesEverythingUnsynced) {
  SimulatedDisk disk;
  write_durably(disk, "a", "durable");
  EXPECT_EQ(opened(disk, "a").write_all(7, " and more"), 0);
  write(disk, "b", "nameless");
  EXPECT_EQ(opened(disk, "b").sync_data(), 0);
  EXPECT_EQ(after_power_loss(disk, kLoseAll), (Contents{{"a", "durable"}}));
}

TEST(PowerLoss, ASyncedFileWithAnUnsyncedNameIsWholeOrGone) {
  SimulatedDisk disk;
  write(disk, "a", "data");
  EXPECT_EQ(opened(disk, "a").sync_data(), 0);
  EXPECT_EQ(all_outcomes(disk), (std::set<Contents>{{}, {{"a", "data"}}}));
}

TEST(PowerLoss, ASyncedNameSaysNothingOfTheData) {
  SimulatedDisk disk;
  write(disk, "a", "data");
  EXPECT_EQ(sync_folder(disk, "/"), 0);
  EXPECT_EQ(all_outcomes(disk), (std::set<Contents>{{{"a", ""}}, {{"a", "data"}}, {{"a", std::string(4, '\0')}}}));
}

TEST(PowerLoss, EachSectorOfAWriteIsThereOrNot) {
  SimulatedDisk disk;
  write_durably(disk, "a", std::string(3 * 512, '.'));
  EXPECT_EQ(opened(disk, "a").write_all(500, std::string(600, 'x')), 0);
  std::set<Contents> expected;
  for (int mask = 0; mask < 8; ++mask) {
    std::string bytes(3 * 512, '.');
    if ((mask & 1) != 0) bytes.replace(500, 12, 12, 'x');
    if ((mask & 2) != 0) bytes.replace(512, 512, 512, 'x');
    if ((mask & 4) != 0) bytes.replace(1024, 76, 76, 'x');
    expected.insert({{"a", bytes}});
  }
  EXPECT_EQ(all_outcomes(disk), expected);
}

TEST(PowerLoss, OfTwoWritesToASectorTheSecondIsNotThereAlone) {
  SimulatedDisk disk;
  write_durably(disk, "a", "....");
  EXPECT_EQ(opened(disk, "a").write_all(0, "x"), 0);
  EXPECT_EQ(opened(disk, "a").write_all(2, "y"), 0);
  EXPECT_EQ(all_outcomes(disk), (std::set<Contents>{{{"a", "...."}}, {{"a", "x..."}}, {{"a", "x.y."}}}));
}

TEST(PowerLoss, AnAppendMayBeCutAnywhereAWriteEndedOrReadAsZeros) {
  SimulatedDisk disk;
  write_durably(disk, "a", "old");
  EXPECT_EQ(opened(disk, "a").write_all(3, "new"), 0);
  EXPECT_EQ(opened(disk, "a").write_all(6, "er"), 0);
  const std::string zeros(5, '\0');
  EXPECT_EQ(all_outcomes(disk), (std::set<Contents>{{{"a", "old"}},
                                                    {{"a", "oldnew"}},
                                                    {{"a", "oldnewer"}},
                                                    {{"a", "old" + zeros.substr(2)}},
                                                    {{"a", "old" + zeros}}}));
}

TEST(PowerLoss, WhatTheSizeCutOffIsGone) {
  SimulatedDisk disk;
  write_durably(disk, "a", "old");
  EXPECT_EQ(opened(disk, "a").write_all(3, "new"), 0);
  EXPECT_EQ(opened(disk, "a").write_all(6, "er"), 0);
  for (std::uint32_t pick = 0; pick < kPicks; ++pick) {
    SimulatedDisk lost = disk;
    lost.lose_power(pick);
    lost.revive();
    const std::string left = read(lost, "a");
    EXPECT_EQ(opened(lost, "a").truncate(20), 0);
    EXPECT_EQ(read(lost, "a"), left + std::string(20 - left.size(), '\0')) << pick;
  }
}

TEST(PowerLoss, EachNewNameIsThereOrNot) {
  SimulatedDisk disk;
  write(disk, "a", "");
  write(disk, "b", "");
  EXPECT_EQ(all_outcomes(disk), (std::set<Contents>{{}, {{"a", ""}}, {{"b", ""}}, {{"a", ""}, {"b", ""}}}));
}

TEST(PowerLoss, AnUnsyncedTruncationMayNotHaveHappened) {
  SimulatedDisk disk;
  write_durably(disk, "a", "long text");
  EXPECT_EQ(opened(disk, "a").truncate(4), 0);
  const std::string zeros(5, '\0');
  EXPECT_EQ(all_outcomes(disk), (std::set<Contents>{{{"a", "long"}}, {{"a", "long text"}}, {{"a", "long" + zeros}}}));
}

TEST(PowerLoss, OfARenameThereIsTheOldNameOrTheNewOrBoth) {
  SimulatedDisk disk;
  write_durably(disk, "a", "file");
  ASSERT_EQ(disk.rename("a", "b"), 0);
  EXPECT_EQ(all_outcomes(disk), (std::set<Contents>{{{"a", "file"}}, {{"b", "file"}}, {{"a", "file"}, {"b", "file"}}}));
}

TEST(PowerLoss, AFileIsNeverLostByRenamesThatFollowOneAnother) {
  SimulatedDisk disk;
  write_durably(disk, "live", "old");
  write_durably(disk, "temp", "new");
  ASSERT_EQ(disk.rename("live", "backup"), 0);
  ASSERT_EQ(disk.rename("temp", "live"), 0);
  bool backup_only = false;
  for (Contents left : all_outcomes(disk)) {
    EXPECT_TRUE(left["live"] == "new" || left["live"] == "old" || left["backup"] == "old");
    backup_only = backup_only || left["live"].empty();
  }
  EXPECT_TRUE(backup_only);
}

TEST(PowerLoss, AReplacedNameIsTheOldFileOrTheNew) {
  SimulatedDisk disk;
  write_durably(disk, "a", "old");
  write_durably(disk, "a.temp", "new");
  ASSERT_EQ(disk.rename("a.temp", "a"), 0);
  for (Contents left : all_outcomes(disk)) EXPECT_TRUE(left["a"] == "old" || left["a"] == "new") << left["a"];
  EXPECT_GT(all_outcomes(disk).size(), 1U);
}

TEST(PowerLoss, ARemovedFileMayComeBackWhole) {
  SimulatedDisk disk;
  write_durably(disk, "a", "old");
  ASSERT_EQ(disk.remove("a"), 0);
  EXPECT_EQ(all_outcomes(disk), (std::set<Contents>{{}, {{"a", "old"}}}));
  EXPECT_EQ(sync_folder(disk, "/"), 0);
  EXPECT_EQ(all_outcomes(disk), (std::set<Contents>{{}}));
}

TEST(PowerLoss, AFolderWithoutANameTakesAllWithIt) {
  SimulatedDisk disk;
  ASSERT_EQ(make_folders(disk, "d/e"), 0);
  write_durably(disk, "d/e/a", "x");
  SimulatedDisk lost = disk;
  lost.lose_power(kLoseAll);
  lost.revive();
  EXPECT_EQ(testing::names_in(lost, "d"), std::vector<std::string>());  // make_folders synced d, not e
  File file;
  EXPECT_EQ(lost.open("d/e/a", Open::read, file), ENOENT);
  EXPECT_EQ(lost.make_folder("d/e"), 0);
  EXPECT_EQ(lost.open("d/e/a", Open::read, file), ENOENT);
  EXPECT_EQ(testing::names_in(lost, "d/e"), std::vector<std::string>());
  EXPECT_EQ(sync_folder(disk, "d"), 0);
  disk.lose_power(kLoseAll);
  disk.revive();
  EXPECT_EQ(read(disk, "d/e/a"), "x");
}

TEST(PowerLoss, WhatAPowerLossLeftIsDurable) {
  SimulatedDisk disk;
  write_durably(disk, "a", "one");
  EXPECT_EQ(opened(disk, "a").write_all(1, std::string(2000, 'x')), 0);
  write(disk, "b", "two");
  for (std::uint32_t pick = 0; pick < 20; ++pick) {
    SimulatedDisk lost = disk;
    lost.lose_power(pick);
    lost.revive();
    EXPECT_EQ(after_power_loss(lost, kLoseAll), contents_of(lost)) << pick;
  }
}

TEST(PowerLoss, ACopyIsADiskOfItsOwn) {
  SimulatedDisk disk;
  write_durably(disk, "a", "one");
  File folder;
  ASSERT_EQ(disk.open_folder("/", folder), 0);
  ASSERT_EQ(folder.lock(), 0);
  SimulatedDisk copy = disk;
  File copied;
  ASSERT_EQ(copy.open_folder("/", copied), 0);
  EXPECT_EQ(copied.lock(), 0);
  write(copy, "a", "two");
  write(disk, "b", "three");
  EXPECT_EQ(contents_of(disk), (Contents{{"a", "one"}, {"b", "three"}}));
  EXPECT_EQ(contents_of(copy), (Contents{{"a", "two"}}));
  copy = disk;
  EXPECT_EQ(contents_of(copy), contents_of(disk));
}

TEST(PowerLoss, SaveWritesOutWhatIsThere) {
  SimulatedDisk disk;
  ASSERT_EQ(disk.make_folder("d"), 0);
  write(disk, "a", std::string("x\0y", 3));
  write(disk, "d/b", "");
  disk.die();
  std::string name = (std::filesystem::temp_directory_path() / "fl-XXXXXX").string();
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  const std::filesystem::path folder = std::filesystem::path(name) / "saved";
  disk.save(folder);
  std::ifstream in(folder / "a", std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), std::string("x\0y", 3));
  EXPECT_EQ(std::filesystem::file_size(folder / "d" / "b"), 0U);
  std::filesystem::remove_all(name);
}

}  // namespace
}  // namespace faultline::disk
