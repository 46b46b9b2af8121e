// Crashes and power losses at every crash point of a DurableStore on the simulated disk, and stores that must not
// survive them.
#include <map>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "simulated_crash.h"

namespace faultline::store {
namespace {

using disk::SimulatedDisk;
using testing::dies_at;
using testing::judge_power_losses;
using testing::StoreOn;
using testing::write_transactions;

constexpr std::uint32_t kPicks = 24;

// Every hit of one point that `Writing` passes, recovered by `Recovering`: the first finding, or "". Counts the
// crashes.
template <class Writing, class Recovering = Writing>
std::string sweep_point(const char* point, int& crashes) {
  for (std::uint32_t hit = 1;; ++hit) {
    SimulatedDisk disk;
    std::vector<int> acknowledged;
    if (!dies_at(disk, point, hit, [&] { write_transactions<Writing>(disk, acknowledged); })) return "";
    ++crashes;
    std::string wrong = judge_power_losses<Recovering>(disk, acknowledged, kPicks);
    if (!wrong.empty()) return wrong.append(" after ").append(point).append(" #").append(std::to_string(hit));
  }
}

template <class Writing, class Recovering = Writing>
std::string sweep() {
  int crashes = 0;
  for (const auto& points : {std::vector<const char*>(kDurableCrashPoints.begin(), kDurableCrashPoints.end()),
                             std::vector<const char*>(kDurableOpeningPoints.begin(), kDurableOpeningPoints.end())}) {
    for (const char* point : points) {
      if (std::string wrong = sweep_point<Writing, Recovering>(point, crashes); !wrong.empty()) return wrong;
    }
  }
  return "";
}

TEST(DurablePower, EveryPointAtEveryHitLosesNothingAcknowledged) {
  for (const char* point : kDurableCrashPoints) {
    int crashes = 0;
    EXPECT_EQ(sweep_point<DurableStore>(point, crashes), "");
    EXPECT_EQ(crashes > 0,
              !std::string_view(point).starts_with("recovery.") || std::string_view(point) == point::kReplayed)
        << point;
  }
  for (const char* point : kDurableOpeningPoints) {
    int crashes = 0;
    EXPECT_EQ(sweep_point<DurableStore>(point, crashes), "");
    EXPECT_EQ(crashes, 1) << point;
  }
}

// Dies at any point and hit, the power fails, recovery dies at any of its points, the power fails again.
TEST(DurablePower, DeathDuringRecoveryLosesNothingAcknowledged) {
  std::map<std::string_view, int> reached;
  for (const char* first : kDurableCrashPoints) {
    for (std::uint32_t hit = 1;; ++hit) {
      SimulatedDisk at_death;
      std::vector<int> acknowledged;
      if (!dies_at(at_death, first, hit, [&] { write_transactions<DurableStore>(at_death, acknowledged); })) break;
      for (std::uint32_t pick = 0; pick < 8; ++pick) {
        for (const char* second : kDurableCrashPoints) {
          SimulatedDisk disk = at_death;
          if (pick > 0) disk.lose_power(pick);
          disk.revive();
          if (!dies_at(disk, second, 1, [&] { DurableStore(disk, "store"); })) continue;
          ++reached[second];
          EXPECT_EQ(judge_power_losses<DurableStore>(disk, acknowledged, 4), "")
              << first << " #" << hit << ", pick " << pick << ", then " << second;
        }
      }
    }
  }
  for (const char* point : {point::kSnapshotPromoted, point::kTornTailFound, point::kTornTailCut, point::kReplayed}) {
    EXPECT_GE(reached[point], 1) << point;
  }
}

// The oracle must be able to fail: stores that it has to catch, none of which loses anything when only the process
// dies.

class NeverSyncsData : public wal::Log {
 public:
  using Log::Log;

 protected:
  int sync_data(disk::File& /*file*/) override { return 0; }
};

TEST(DurablePower, AStoreThatSkipsTheSyncOfItsLogIsCaught) {
  EXPECT_TRUE((sweep<StoreOn<NeverSyncsData>, DurableStore>().starts_with("lost acknowledged")));
}

class NeverSyncsNames : public wal::Log {
 public:
  using Log::Log;

 protected:
  int sync_names() override { return 0; }
};

TEST(DurablePower, AStoreThatSkipsTheSyncOfItsFolderIsCaught) {
  EXPECT_TRUE((sweep<StoreOn<NeverSyncsNames>, DurableStore>().starts_with("lost acknowledged")));
}

class RenamesOnly : public wal::Log {
 public:
  using Log::Log;

 protected:
  int sync_renamed() override { return 0; }
};

TEST(DurablePower, ALogReplacedWithoutASyncOfTheFolderIsCaught) { EXPECT_NE(sweep<StoreOn<RenamesOnly>>(), ""); }

class SettlesNothing : public wal::Log {
 public:
  using Log::Log;

 protected:
  int settle(std::uint64_t /*at*/, std::string_view /*last*/) override { return 0; }
};

TEST(DurablePower, ARecoveryThatDoesNotSyncWhatItShowsIsCaught) {
  EXPECT_TRUE(sweep<StoreOn<SettlesNothing>>().starts_with("a later write is lost"));
}

class TruncatesFirst : public DurableStore {
 public:
  using DurableStore::DurableStore;

 protected:
  Result<void> publish_snapshot() override { return {}; }
  Result<void> truncate_log() override {
    if (Result<void> truncated = DurableStore::truncate_log(); !truncated) return truncated;
    return DurableStore::publish_snapshot();
  }
};

TEST(DurablePower, ALogCutBeforeTheSnapshotHasItsNameIsCaught) {
  EXPECT_NE(sweep<TruncatesFirst>().find("lost acknowledged transaction"), std::string::npos);
}

// Drops the backup as soon as it has read the snapshot, whose own name may not be durable yet.
class DropsTheBackupAtOnce : public DurableStore {
 public:
  DropsTheBackupAtOnce(disk::FileSystem& files, const std::string& folder)
      : DurableStore(std::make_unique<wal::Log>(files, folder), system_clock_seconds, Unrecovered()) {
    recover();
  }

 protected:
  Result<void> load_snapshot() override {
    if (Result<void> loaded = DurableStore::load_snapshot(); !loaded) return loaded;
    return DurableStore::drop_backup();
  }
};

// A kill between the last rename and its sync, another one in the recovery from that, and then the power fails.
template <class Recovering>
std::string judge_a_recovery_without_its_sync() {
  SimulatedDisk disk;
  std::vector<int> acknowledged;
  EXPECT_TRUE(dies_at(disk, point::kSnapshotRenamed, 2, [&] { write_transactions<DurableStore>(disk, acknowledged); }));
  disk.revive();
  EXPECT_TRUE(dies_at(disk, point::kReplayed, 1, [&] { Recovering(disk, "store"); }));
  return judge_power_losses<DurableStore>(disk, acknowledged, 200);
}

TEST(DurablePower, ABackupDroppedBeforeTheFolderIsSyncedIsCaught) {
  EXPECT_EQ(judge_a_recovery_without_its_sync<DurableStore>(), "");
  EXPECT_NE(judge_a_recovery_without_its_sync<DropsTheBackupAtOnce>(), "");
}

// Takes what a power loss left for damage.
class KnowsNoHoles : public wal::Log {
 public:
  using Log::Log;

 protected:
  bool is_unfinished(std::string_view /*bytes*/, std::uint64_t /*from*/) const override { return false; }
};

TEST(DurablePower, WithoutTheRuleForLostSectorsAPowerLossLooksLikeDamage) {
  EXPECT_NE(sweep<StoreOn<KnowsNoHoles>>().find("corrupt"), std::string::npos);
}

// A kill alone keeps what was written, so it tells nothing of syncs: what the simulated disk is for.
TEST(DurablePower, AKillAloneDoesNotSeeAMissingSync) {
  for (const char* point : kDurableCrashPoints) {
    for (std::uint32_t hit = 1; hit < 20; ++hit) {
      SimulatedDisk disk;
      std::vector<int> acknowledged;
      using Unsynced = StoreOn<NeverSyncsData>;
      if (!dies_at(disk, point, hit, [&] { write_transactions<Unsynced>(disk, acknowledged); })) break;
      disk.revive();
      Unsynced store(disk, "store");
      const auto ids = testing::transactions_in(store);
      ASSERT_TRUE(ids);
      for (const int id : acknowledged) EXPECT_TRUE(ids->contains(id)) << point << " #" << hit;
    }
  }
}

}  // namespace
}  // namespace faultline::store
