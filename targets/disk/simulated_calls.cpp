// The calls of SimulatedDisk that processes make.
#include <algorithm>
#include <cerrno>

#include "faultline/targets/disk/simulated_disk.h"

namespace faultline::disk {
namespace {

using Kind = DiskFault::Kind;

// "/a//b/" is "a//b" to the disk, and its root is "".
std::string_view trimmed(std::string_view path) {
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  while (path.starts_with('/')) path.remove_prefix(1);
  if (path.starts_with("./")) return trimmed(path.substr(2));
  return path == "." ? std::string_view() : path;
}

}  // namespace

// --- paths ---

int SimulatedDisk::folder_at(std::string_view path, std::uint32_t& index) const {
  for (std::uint32_t i = 0; i < folders_.size(); ++i) {
    if (!folders_[i] || folders_[i]->what.path() != path) continue;
    index = i;
    return 0;
  }
  return ENOENT;
}

SimulatedDisk::Place SimulatedDisk::place_of(std::string_view path) const {
  path = trimmed(path);
  Place place;
  const std::size_t slash = path.rfind('/');
  const std::string_view parent = slash == std::string_view::npos ? std::string_view() : trimmed(path.substr(0, slash));
  place.name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  place.error = folder_at(parent, place.folder);
  if (place.error != 0) {
    if (!parent.empty() && place_of(parent).target.kind == Target::Kind::file) place.error = ENOTDIR;
    return place;
  }
  place.target = place.name.empty() ? Target{Target::Kind::folder, 0} : folders_[place.folder]->what.find(place.name);
  return place;
}

// --- handles ---

std::int64_t SimulatedDisk::open_target(Target target, bool writable) {
  const auto free = std::find_if(opened_.begin(), opened_.end(), [](const Opened& o) { return o.target == Target(); });
  const auto index = free - opened_.begin();
  if (free == opened_.end()) opened_.emplace_back();
  opened_[static_cast<std::size_t>(index)] = {target, writable, false};
  return (std::int64_t{life_} << 32) | index;
}

SimulatedDisk::Opened* SimulatedDisk::opened(std::int64_t handle) {
  const auto index = static_cast<std::size_t>(handle & 0xffff'ffff);
  if (dead_ || (handle >> 32) != std::int64_t{life_} || index >= opened_.size()) return nullptr;
  return &opened_[index];
}

int SimulatedDisk::file_of(std::int64_t handle, bool writing, std::uint32_t& index) {
  const Opened* found = opened(handle);
  if (found == nullptr) return EIO;
  if (found->target.kind == Target::Kind::folder) return writing ? EBADF : EISDIR;
  if (writing && !found->writable) return EBADF;
  index = found->target.index;
  return 0;
}

int SimulatedDisk::open_handle(const std::string& path, Open how, std::int64_t& handle) {
  if (dead_) return EIO;
  const Place place = place_of(path);
  if (place.error != 0) return place.error;
  Target target = place.target;
  const bool writable = how != Open::read;
  const bool makes = how == Open::create || how == Open::replace;
  if (target.kind == Target::Kind::folder && writable) return EISDIR;
  if (target.kind == Target::Kind::nothing) {
    if (!makes) return ENOENT;
    target = {Target::Kind::file, new_file(trimmed(path))};
    folder(place.folder).set(place.name, target);
  } else if (how == Open::replace && files_[target.index]->what.size() > 0) {
    file(target.index).truncate(0);
  }
  handle = open_target(target, writable);
  return 0;
}

int SimulatedDisk::open_folder_handle(const std::string& path, std::int64_t& handle) {
  if (dead_) return EIO;
  const Place place = place_of(path);
  if (place.error != 0) return place.error;
  if (place.target.kind == Target::Kind::nothing) return ENOENT;
  if (place.target.kind == Target::Kind::file) return ENOTDIR;
  handle = open_target(place.target, false);
  return 0;
}

void SimulatedDisk::close(std::int64_t handle) {
  if (Opened* found = opened(handle)) *found = {};
}

int SimulatedDisk::lock(std::int64_t handle) {
  Opened* mine = opened(handle);
  if (mine == nullptr) return EIO;
  for (const Opened& other : opened_) {
    if (&other != mine && other.locked && other.target == mine->target) return EWOULDBLOCK;
  }
  mine->locked = true;
  return 0;
}

// --- data ---

int SimulatedDisk::write_at(std::int64_t handle, std::uint64_t offset, std::string_view bytes, std::size_t& written) {
  std::uint32_t index = 0;
  if (const int error = file_of(handle, true, index); error != 0) return error;
  if (bytes.empty()) return 0;
  if (bytes.size() > 1 && faults_.fires(Kind::short_write)) bytes = bytes.substr(0, bytes.size() / 2);
  const std::uint64_t size = files_[index]->what.size();
  const std::uint64_t end = offset + bytes.size();
  if (end > size) {
    const std::uint64_t grows = end - size;
    const std::uint64_t lacking = grows - faults_.room_for(grows);
    if (lacking >= bytes.size() && faults_.fires(Kind::disk_full)) return ENOSPC;
    bytes.remove_suffix(static_cast<std::size_t>(lacking));
  }
  file(index).write(offset, bytes);
  written = bytes.size();
  return 0;
}

int SimulatedDisk::read_from(std::int64_t handle, std::uint64_t offset, std::string& bytes) {
  std::uint32_t index = 0;
  if (const int error = file_of(handle, false, index); error != 0) return error;
  files_[index]->what.read_from(offset, bytes);
  return 0;
}

int SimulatedDisk::truncate(std::int64_t handle, std::uint64_t size) {
  std::uint32_t index = 0;
  if (const int error = file_of(handle, true, index); error != 0) return error == EBADF ? EINVAL : error;
  file(index).truncate(size);
  return 0;
}

int SimulatedDisk::sync_data(std::int64_t handle) {
  std::uint32_t index = 0;
  const int error = file_of(handle, false, index);
  if (error == EISDIR) return sync_names(handle);
  if (error != 0) return error;
  if (faults_.fires(Kind::lying_sync)) return 0;
  if (faults_.fires(Kind::failing_sync)) {
    file(index).fail_sync();
    return EIO;
  }
  if (!files_[index]->what.is_durable()) file(index).sync();
  return 0;
}

// --- names ---

int SimulatedDisk::sync_names(std::int64_t handle) {
  const Opened* found = opened(handle);
  if (found == nullptr) return EIO;
  if (found->target.kind != Target::Kind::folder) return sync_data(handle);
  if (faults_.fires(Kind::lying_sync)) return 0;
  if (faults_.fires(Kind::failing_sync)) return EIO;
  if (folders_[found->target.index]->what.is_durable()) return 0;
  folder(found->target.index).sync();
  drop_nameless_files();
  return 0;
}

int SimulatedDisk::rename(const std::string& from, const std::string& to) {
  if (dead_) return EIO;
  const Place source = place_of(from);
  if (source.error != 0) return source.error;
  const Place target = place_of(to);
  if (target.error != 0) return target.error;
  if (source.target.kind == Target::Kind::nothing) return ENOENT;
  if (source.folder != target.folder) return EXDEV;
  if (source.target.kind == Target::Kind::folder || target.target.kind == Target::Kind::folder) return EISDIR;
  if (source.target == target.target) return 0;  // two names of one file, as rename(2) has it
  folder(source.folder).rename(source.name, target.name);
  return 0;
}

int SimulatedDisk::remove(const std::string& path) {
  if (dead_) return EIO;
  const Place place = place_of(path);
  if (place.error != 0) return place.error;
  if (place.target.kind == Target::Kind::nothing) return ENOENT;
  if (place.target.kind == Target::Kind::folder) return EISDIR;
  folder(place.folder).set(place.name, {});
  return 0;
}

int SimulatedDisk::make_folder(const std::string& path) {
  if (dead_) return EIO;
  const Place place = place_of(path);
  if (place.error != 0) return place.error;
  if (place.target.kind != Target::Kind::nothing) return EEXIST;
  const Target made{Target::Kind::folder, static_cast<std::uint32_t>(folders_.size())};
  folders_.emplace_back(
      Numbered<SimulatedFolder>{Pick::number_of(trimmed(path)), SimulatedFolder(std::string(trimmed(path)))});
  folder(place.folder).set(place.name, made);
  return 0;
}

int SimulatedDisk::list(const std::string& path, std::vector<std::string>& names) {
  names.clear();
  if (dead_) return EIO;
  const Place place = place_of(path);
  if (place.error != 0) return place.error;
  if (place.target.kind == Target::Kind::nothing) return ENOENT;
  if (place.target.kind == Target::Kind::file) return ENOTDIR;
  for (const auto& entry : folders_[place.target.index]->what.entries()) names.push_back(entry.name);
  std::sort(names.begin(), names.end());
  return 0;
}

}  // namespace faultline::disk
