// What can be made to go wrong on a SimulatedDisk while its process lives.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace faultline::disk {

struct DiskFault {
  enum class Kind : std::uint8_t {
    lying_sync,    // a sync reports success and does nothing
    failing_sync,  // a sync reports EIO. What it should have written counts as clean: see SimulatedDisk
    disk_full,     // a write that makes a file longer finds no room: ENOSPC, once `room` is used up
    short_write,   // a write of more than one byte writes the first half
  };
  static constexpr std::size_t kKinds = 4;

  Kind kind = Kind::lying_sync;
  std::uint32_t calls = 1;  // so many of the next calls that it fits, of files and folders alike
  std::uint64_t room = 0;   // disk_full: bytes that files may still grow by before the first ENOSPC
};

// Those that are armed. One of each kind; arming it again replaces what was left of it.
class ArmedFaults {
 public:
  void arm(const DiskFault& fault) { of(fault.kind) = fault; }

  // Whether this call goes wrong; if so, that is one call less.
  bool fires(DiskFault::Kind kind) {
    DiskFault& fault = of(kind);
    if (fault.calls == 0) return false;
    --fault.calls;
    ++fired_[static_cast<std::size_t>(kind)];
    return true;
  }

  // How many of `bytes` bytes that a file is to grow by there is room for. With none, the write does not fit.
  std::uint64_t room_for(std::uint64_t bytes) {
    DiskFault& full = of(DiskFault::Kind::disk_full);
    if (full.calls == 0) return bytes;
    const std::uint64_t fits = bytes < full.room ? bytes : full.room;
    full.room -= fits;
    return fits;
  }

  void heal() {
    for (DiskFault& fault : armed_) fault.calls = 0;
  }

  std::uint64_t fired(DiskFault::Kind kind) const { return fired_[static_cast<std::size_t>(kind)]; }

 private:
  DiskFault& of(DiskFault::Kind kind) { return armed_[static_cast<std::size_t>(kind)]; }

  std::array<DiskFault, DiskFault::kKinds> armed_{DiskFault{{}, 0, 0}, DiskFault{{}, 0, 0}, DiskFault{{}, 0, 0},
                                                  DiskFault{{}, 0, 0}};
  std::array<std::uint64_t, DiskFault::kKinds> fired_{};
};

}  // namespace faultline::disk
