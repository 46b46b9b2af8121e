#include "faultline/targets/store/durable/snapshot.h"

#include <gtest/gtest.h>

#include "faultline/targets/disk/posix_files.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::kind_of;

State some_state() {
  State state;
  apply_changes(state, {{"a", "one", 3}, {"b", "", 9}, {"c", "three", 11}, {"c", std::nullopt, 0}, {"d", "4", 10, 77}});
  state.sequence = 5;
  return state;
}

class SnapshotTest : public ::testing::Test {
 protected:
  std::string save() {
    files_.write_temp(some_state()).value();
    files_.temp_to_live().value();
    return testing::read_file(folder_ / kSnapshotName);
  }
  State loaded() {
    State state;
    files_.load(state).value();
    return state;
  }
  std::string error() {
    State state;
    return kind_of(files_.load(state));
  }

  testing::TempFolder folder_;
  SnapshotFiles files_{disk::posix_files(), folder_.path()};
};

TEST_F(SnapshotTest, RoundTripKeepsTheCounterOfItemsThatAreGone) {
  save();
  EXPECT_EQ(loaded(), some_state());
  EXPECT_EQ(some_state().last_etag, 11U);
  EXPECT_FALSE(std::filesystem::exists(folder_ / kSnapshotTempName));
}

TEST_F(SnapshotTest, NoneIsAnEmptyState) { EXPECT_EQ(loaded(), State()); }

TEST_F(SnapshotTest, TheTemporaryOneIsNotTheSnapshot) {
  files_.write_temp(some_state()).value();
  EXPECT_EQ(loaded(), State());
}

TEST_F(SnapshotTest, WritingAgainReplacesALongerTemporaryOne) {
  testing::write_file(folder_ / kSnapshotTempName, std::string(10'000, 'x'));
  save();
  EXPECT_EQ(loaded(), some_state());
}

TEST_F(SnapshotTest, EveryCutIsCorruptBecauseItWasSyncedBeforeItWasNamed) {
  const std::string bytes = save();
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    testing::write_file(folder_ / kSnapshotName, bytes.substr(0, cut));
    EXPECT_EQ(error(), "corrupt") << cut;
  }
}

TEST_F(SnapshotTest, WhatStandsBeforeTheDamageIsGivenForDiagnosis) {
  std::string bytes = save();
  bytes.back() ^= 1;
  testing::write_file(folder_ / kSnapshotName, bytes);
  State state;
  EXPECT_EQ(kind_of(files_.load(state)), "corrupt");
  EXPECT_EQ(state.sequence, 5U);
  EXPECT_EQ(state.items.size(), 2U);
  EXPECT_TRUE(state.items.contains("b"));
}

TEST_F(SnapshotTest, TheBackupIsTheSnapshotBefore) {
  EXPECT_FALSE(files_.back_up().value());
  save();
  EXPECT_TRUE(files_.back_up().value());
  State state;
  EXPECT_FALSE(files_.load(state).value());
  EXPECT_TRUE(files_.load_backup(state).value());
  EXPECT_EQ(state, some_state());
  files_.backup_to_live().value();
  EXPECT_EQ(loaded(), some_state());
  EXPECT_FALSE(files_.load_backup(state).value());
}

TEST_F(SnapshotTest, DroppingWhatIsNotThereIsFine) {
  EXPECT_TRUE(files_.drop_temp());
  EXPECT_TRUE(files_.drop_backup());
  testing::write_file(folder_ / kSnapshotTempName, "x");
  EXPECT_TRUE(files_.drop_temp());
  EXPECT_FALSE(std::filesystem::exists(folder_ / kSnapshotTempName));
}

TEST_F(SnapshotTest, EveryDamagedByteIsCorrupt) {
  const std::string bytes = save();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    testing::write_file(folder_ / kSnapshotName, damaged);
    EXPECT_EQ(error(), "corrupt") << at;
  }
}

TEST_F(SnapshotTest, AnErrorOfTheFileSystemIsIo) {
  EXPECT_EQ(kind_of(SnapshotFiles(disk::posix_files(), folder_ / "none").write_temp(some_state())), "io");
  EXPECT_EQ(kind_of(files_.temp_to_live()), "io");
  EXPECT_EQ(kind_of(files_.backup_to_live()), "io");
  std::filesystem::create_directory(folder_ / kSnapshotName);
  EXPECT_EQ(error(), "io");
}

}  // namespace
}  // namespace faultline::store
