// The machine of a simulated process: what outlives the process and is no folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

namespace faultline {

// Held by a Run. Not thread-safe.
class Machine {
 public:
  virtual ~Machine() = default;

  // The process dies at this instant; with `power_loss` (Crash::power_loss) the power fails as well. Whatever code of
  // it still runs while it is taken apart has no effect.
  virtual void die(std::uint32_t power_loss) = 0;
  // A new process starts.
  virtual void boot() = 0;
  // All that it is at this instant.
  virtual std::unique_ptr<Machine> clone() const = 0;
  // Writes what is on its disk into a folder that is there and empty, for people to look at.
  virtual void save(const std::filesystem::path& folder) const = 0;
};

}  // namespace faultline
