#include "faultline/targets/store/durable/snapshot.h"

#include <gtest/gtest.h>

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
    write_snapshot_temp(folder_.path(), some_state()).value();
    rename_snapshot(folder_.path()).value();
    return testing::read_file(folder_ / kSnapshotName);
  }

  testing::TempFolder folder_;
};

TEST_F(SnapshotTest, RoundTripKeepsTheCounterOfItemsThatAreGone) {
  save();
  EXPECT_EQ(load_snapshot(folder_.path()).value(), some_state());
  EXPECT_EQ(some_state().last_etag, 11U);
  EXPECT_FALSE(std::filesystem::exists(folder_ / kSnapshotTempName));
}

TEST_F(SnapshotTest, NoneIsAnEmptyState) { EXPECT_EQ(load_snapshot(folder_.path()).value(), State()); }

TEST_F(SnapshotTest, TheTemporaryOneIsNotTheSnapshot) {
  write_snapshot_temp(folder_.path(), some_state()).value();
  EXPECT_EQ(load_snapshot(folder_.path()).value(), State());
}

TEST_F(SnapshotTest, WritingAgainReplacesALongerTemporaryOne) {
  testing::write_file(folder_ / kSnapshotTempName, std::string(10'000, 'x'));
  save();
  EXPECT_EQ(load_snapshot(folder_.path()).value(), some_state());
}

TEST_F(SnapshotTest, EveryCutIsCorruptBecauseItWasSyncedBeforeItWasNamed) {
  const std::string bytes = save();
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    testing::write_file(folder_ / kSnapshotName, bytes.substr(0, cut));
    EXPECT_EQ(kind_of(load_snapshot(folder_.path())), "corrupt") << cut;
  }
}

TEST_F(SnapshotTest, EveryDamagedByteIsCorrupt) {
  const std::string bytes = save();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    testing::write_file(folder_ / kSnapshotName, damaged);
    EXPECT_EQ(kind_of(load_snapshot(folder_.path())), "corrupt") << at;
  }
}

TEST_F(SnapshotTest, AnErrorOfTheFileSystemIsIo) {
  EXPECT_EQ(kind_of(write_snapshot_temp(folder_ / "none", some_state())), "io");
  EXPECT_EQ(kind_of(rename_snapshot(folder_.path())), "io");
  std::filesystem::create_directory(folder_ / kSnapshotName);
  EXPECT_EQ(kind_of(load_snapshot(folder_.path())), "io");
}

}  // namespace
}  // namespace faultline::store
