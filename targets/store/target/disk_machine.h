// A simulated disk as the machine of a simulated process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "faultline/engine/runner/machine.h"
#include "faultline/models/store/simulated_store_model.h"
#include "faultline/targets/disk/simulated_disk.h"

namespace faultline::targets {

struct DiskMachine : Machine {
  disk::SimulatedDisk disk;

  void die(std::uint32_t power_loss) override {
    if (power_loss == 0) {
      disk.die();
    } else {
      disk.lose_power(power_loss);
    }
  }
  void boot() override { disk.revive(); }
  std::unique_ptr<Machine> clone() const override { return std::make_unique<DiskMachine>(*this); }
  void save(const std::filesystem::path& folder) const override { disk.save(folder); }
};

inline disk::DiskFault disk_fault(const models::FailSyncs& fault) {
  return {disk::DiskFault::Kind::failing_sync, static_cast<std::uint32_t>(std::int64_t{fault.n}), 0};
}
inline disk::DiskFault disk_fault(const models::FillDisk& fault) {
  return {disk::DiskFault::Kind::disk_full, static_cast<std::uint32_t>(std::int64_t{fault.n}),
          static_cast<std::uint64_t>(std::int64_t{fault.room})};
}
inline disk::DiskFault disk_fault(const models::ShortWrites& fault) {
  return {disk::DiskFault::Kind::short_write, static_cast<std::uint32_t>(std::int64_t{fault.n}), 0};
}

}  // namespace faultline::targets
