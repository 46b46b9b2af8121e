// One folder of a SimulatedDisk: its names as processes see them, and how to go back to those that are durable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "faultline/targets/disk/pick.h"

namespace faultline::disk {

// What a name stands for: a file or a folder by its place on the disk, or nothing.
struct Target {
  enum class Kind : std::uint8_t { nothing, file, folder };
  Kind kind = Kind::nothing;
  std::uint32_t index = 0;

  bool operator==(const Target&) const = default;
};

// Not thread-safe.
class SimulatedFolder {
 public:
  struct Entry {
    std::string name;
    Target target;
  };

  explicit SimulatedFolder(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  const std::vector<Entry>& entries() const { return entries_; }  // in no order that means anything
  Target find(std::string_view name) const;

  // Makes `name` stand for `target`, or for nothing.
  void set(std::string_view name, Target target) { change(name, target, kAlways); }

  // Gives what `from` stands for to `to`. What survives of it may be both names, never neither.
  void rename(std::string_view from, std::string_view to);

  bool is_durable() const { return changes_.empty(); }
  void sync() { changes_.clear(); }

  // Goes back to the names that the power loss left, which are durable then. `number` tells this folder from others.
  void lose_power(const Pick& pick, std::uint64_t number);

  // Whether the file may still get a name back from a power loss.
  bool may_name(Target target) const;

 private:
  static constexpr std::size_t kAlways = static_cast<std::size_t>(-1);

  // A change that is not durable.
  struct Change {
    std::string name;
    Target before, after;
    std::size_t needs;  // the change without which this one cannot be on the disk, or kAlways
  };

  void change(std::string_view name, Target target, std::size_t needs);
  void place(std::string_view name, Target target);
  std::vector<bool> surviving(const Pick& pick, std::uint64_t number) const;

  std::string path_;
  std::vector<Entry> entries_;
  std::vector<Change> changes_;
};

}  // namespace faultline::disk
