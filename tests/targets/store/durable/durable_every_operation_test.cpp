// Kills a DurableStore before each single operation on its simulated disk, whether or not a crash point is there, and
// in each recovery from that again; the power fails in many ways.
#include <stdexcept>

#include <gtest/gtest.h>

#include "simulated_crash.h"

namespace faultline::store {
namespace {

using testing::Died;
using testing::judge_power_losses;
using testing::write_transactions;

// Dies instead of doing the operation that follows so many that it does. Reading is none.
class DyingDisk : public disk::SimulatedDisk {
 public:
  explicit DyingDisk(int operations) : left_(operations) {}
  DyingDisk(const disk::SimulatedDisk& disk, int operations) : SimulatedDisk(disk), left_(operations) {}

  int rename(const std::string& from, const std::string& to) override {
    count();
    return SimulatedDisk::rename(from, to);
  }
  int remove(const std::string& file) override {
    count();
    return SimulatedDisk::remove(file);
  }
  int make_folder(const std::string& path) override {
    count();
    return SimulatedDisk::make_folder(path);
  }

 protected:
  int open_handle(const std::string& path, disk::Open how, std::int64_t& handle) override {
    count();
    return SimulatedDisk::open_handle(path, how, handle);
  }
  int write_at(std::int64_t handle, std::uint64_t offset, std::string_view bytes, std::size_t& written) override {
    count();
    return SimulatedDisk::write_at(handle, offset, bytes, written);
  }
  int truncate(std::int64_t handle, std::uint64_t size) override {
    count();
    return SimulatedDisk::truncate(handle, size);
  }
  int sync_data(std::int64_t handle) override {
    count();
    return SimulatedDisk::sync_data(handle);
  }
  int sync_names(std::int64_t handle) override {
    count();
    return SimulatedDisk::sync_names(handle);
  }

 private:
  void count() {
    if (dead() || left_-- > 0) return;
    die();
    throw Died();
  }

  int left_;
};

// True if it died.
bool dies(const std::function<void()>& act) {
  try {
    act();
    return false;
  } catch (const Died&) {
    return true;
  }
}

TEST(DurableEveryOperation, LosesNothingAcknowledged) {
  int operations = 0;
  for (;; ++operations) {
    DyingDisk disk(operations);
    std::vector<int> acknowledged;
    const bool died = dies([&] { write_transactions<DurableStore>(disk, acknowledged); });
    ASSERT_EQ(judge_power_losses<DurableStore>(disk, acknowledged, 24), "") << "operation " << operations;
    if (!died) break;
  }
  EXPECT_GE(operations, 70);
}

// With a short write or a full disk on the way: what was refused may be there or not, nothing else changes.
TEST(DurableEveryOperation, LosesNothingAcknowledgedOnADiskThatFails) {
  using Kind = disk::DiskFault::Kind;
  for (const disk::DiskFault fault : {disk::DiskFault{Kind::short_write, 9}, disk::DiskFault{Kind::disk_full, 1, 400},
                                      disk::DiskFault{Kind::disk_full, 2, 2100}}) {
    for (int operations = 0;; ++operations) {
      DyingDisk disk(operations);
      disk.arm(fault);
      std::vector<int> acknowledged;
      const bool died = dies([&] { write_transactions<DurableStore>(disk, acknowledged); });
      disk.heal();
      ASSERT_EQ(judge_power_losses<DurableStore>(disk, acknowledged, 12), "") << "operation " << operations;
      if (!died) break;
    }
  }
}

// Gives every disk that a death before an operation leaves, also after power losses, with what was acknowledged by
// then.
void each_disk_left(
    const std::function<void(const disk::SimulatedDisk& left, const std::vector<int>& acknowledged)>& look) {
  for (int operations = 0;; ++operations) {
    DyingDisk first(operations);
    std::vector<int> acknowledged;
    if (!dies([&] { write_transactions<DurableStore>(first, acknowledged); })) break;
    for (std::uint32_t pick = 0; pick < 5; ++pick) {
      SCOPED_TRACE(::testing::Message() << "operation " << operations << ", pick " << pick);
      disk::SimulatedDisk left = first;
      if (pick > 0) left.lose_power(pick);
      left.revive();
      look(left, acknowledged);
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(DurableEveryOperation, OfRecoveryLosesNothingAcknowledged) {
  int deaths = 0;
  each_disk_left([&](const disk::SimulatedDisk& left, const std::vector<int>& acknowledged) {
    for (int more = 0;; ++more) {
      DyingDisk second(left, more);
      if (!dies([&] { DurableStore(second, "store"); })) break;
      ++deaths;
      ASSERT_EQ(judge_power_losses<DurableStore>(second, acknowledged, 3), "") << "then " << more;
    }
  });
  EXPECT_GE(deaths, 1000);
}

// Its `nth` sync from now on fails.
class SyncFailingDisk : public disk::SimulatedDisk {
 public:
  SyncFailingDisk(const disk::SimulatedDisk& disk, int nth) : SimulatedDisk(disk), left_(nth) {}

 protected:
  int sync_data(std::int64_t handle) override {
    count();
    return SimulatedDisk::sync_data(handle);
  }
  int sync_names(std::int64_t handle) override {
    count();
    return SimulatedDisk::sync_names(handle);
  }

 private:
  void count() {
    if (--left_ == 0) arm({disk::DiskFault::Kind::failing_sync});
  }

  int left_;
};

bool opens(disk::SimulatedDisk& disk) {
  try {
    DurableStore(disk, "store");
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

// What recovery could not make durable it does not show, so the next one, power loss or not, may find either.
TEST(DurableEveryOperation, ASyncThatFailsWhileRecoveringLosesNothingAcknowledged) {
  int refused = 0;
  each_disk_left([&](const disk::SimulatedDisk& left, const std::vector<int>& acknowledged) {
    for (int nth = 1;; ++nth) {
      SyncFailingDisk failing(left, nth);
      refused += !opens(failing);
      if (failing.fired() == 0) break;
      ASSERT_EQ(judge_power_losses<DurableStore>(failing, acknowledged, 6), "") << "sync " << nth;
    }
  });
  EXPECT_GE(refused, 100);
}

}  // namespace
}  // namespace faultline::store
