#include "faultline/targets/disk/simulated_disk.h"

#include <algorithm>
#include <fstream>

namespace faultline::disk {

SimulatedDisk::SimulatedDisk() {
  folders_.emplace_back(Numbered<SimulatedFolder>{Pick::number_of(""), SimulatedFolder("")});
}

SimulatedDisk::SimulatedDisk(const SimulatedDisk& other)
    : FileSystem(other), files_(other.files_), folders_(other.folders_), faults_(other.faults_) {}

SimulatedDisk& SimulatedDisk::operator=(const SimulatedDisk& other) {
  if (this == &other) return *this;
  die();
  files_ = other.files_;
  folders_ = other.folders_;
  faults_ = other.faults_;
  revive();
  return *this;
}

void SimulatedDisk::die() {
  opened_.clear();
  ++life_;
  dead_ = true;
}

void SimulatedDisk::lose_power(std::uint32_t pick) {
  die();
  const Pick decide(pick);
  for (FolderNode& node : folders_) {
    if (node && !node->what.is_durable()) node.own().what.lose_power(decide, node->number);
  }
  drop_lost_folders();
  for (FileNode& node : files_) {
    if (node && !node->what.is_durable()) node.own().what.lose_power(decide, node->number);
  }
  drop_nameless_files();
}

std::uint64_t SimulatedDisk::fired() const {
  return fired(DiskFault::Kind::lying_sync) + fired(DiskFault::Kind::failing_sync) + fired(DiskFault::Kind::disk_full) +
         fired(DiskFault::Kind::short_write);
}

// --- what is no longer there ---

std::uint32_t SimulatedDisk::new_file(std::string_view path) {
  const auto free = std::find_if(files_.begin(), files_.end(), [](const FileNode& node) { return !node; });
  const auto index = static_cast<std::uint32_t>(free - files_.begin());
  if (free == files_.end()) files_.emplace_back();
  files_[index] = FileNode(Numbered<SimulatedFile>{Pick::number_of(path), {}});
  return index;
}

// Folders are made after those above them, so one look at each is enough.
void SimulatedDisk::drop_lost_folders() {
  for (std::uint32_t i = 1; i < folders_.size(); ++i) {
    if (!folders_[i]) continue;
    const std::string path = folders_[i]->what.path();
    const Place place = place_of(path);
    if (place.error != 0 || place.target != Target{Target::Kind::folder, i}) folders_[i] = {};
  }
}

void SimulatedDisk::drop_nameless_files() {
  for (std::uint32_t i = 0; i < files_.size(); ++i) {
    const Target file{Target::Kind::file, i};
    const auto names = [&](const FolderNode& node) { return node && node->what.may_name(file); };
    const auto holds = [&](const Opened& o) { return o.target == file; };
    if (std::any_of(folders_.begin(), folders_.end(), names)) continue;
    if (std::none_of(opened_.begin(), opened_.end(), holds)) files_[i] = {};
  }
}

// --- for people ---

void SimulatedDisk::save(const std::filesystem::path& to) const {
  std::filesystem::create_directories(to);
  save_folder(0, to);
}

void SimulatedDisk::save_folder(std::uint32_t index, const std::filesystem::path& to) const {
  for (const auto& [name, target] : folders_[index]->what.entries()) {
    if (target.kind == Target::Kind::folder) {
      std::filesystem::create_directory(to / name);
      save_folder(target.index, to / name);
      continue;
    }
    std::string bytes;
    files_[target.index]->what.read_from(0, bytes);
    std::ofstream out;
    out.exceptions(std::ios::failbit | std::ios::badbit);
    out.open(to / name, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
}

}  // namespace faultline::disk
