// A disk in memory that knows what a crash loses.
//
// A killed process loses nothing that it wrote. A power loss loses what was not synced, and what it leaves is one of
// the states that a file system without a journal could leave:
//
//   data    A sync makes the data and the size of one file durable. Of the writes and truncations since, each sector of
//           512 bytes took part or not: it holds what was durable, or what it held after any one of them. (Not the
//           second of two writes without the first: both went through one cached page. Bytes appended one after the
//           other count as one write.)
//   size    By itself: what was durable, or what it was after any one of them. What lies below the size and was brought
//           by no sector reads as zeros.
//   names   A sync of a folder makes the names in it durable, and says nothing of what the files hold. Of the changes
//           since (files and folders made, files renamed and removed), each name stands for what was durable, or for
//           what it stood for after any one of them. Of a rename, the old name goes only when the new one has come, as
//           FFS and ext2 write them: both may be there, never neither. A folder whose name is lost takes all with it.
//
// What survives is decided by a hash of (pick, the path a file was made under, sector) and so on: the same pick on the
// same disk leaves the same.
// Pick 1 loses everything that was not synced. Then what is there is durable.
//
// A failing sync of a file reports EIO and its unsynced data counts as clean, as on Linux: a later sync that reports
// success does not write it, a power loss loses it, reads show it until then. A later write to one of its sectors takes
// that sector along. A failing sync of a folder leaves the names as they are, for a later sync to make durable.
//
// After Pillai et al., "All File Systems Are Not Created Equal" (OSDI 2014: the states), Ganger and Patt, "Metadata
// Update Performance in File Systems" (OSDI 1994: the order within a rename), Rebello et al., "Can Applications Recover
// from fsync Failures?" (ATC 2020), and the idea of LevelDB's fault_injection_test.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "faultline/targets/disk/disk_fault.h"
#include "faultline/targets/disk/file_system.h"
#include "faultline/targets/disk/pick.h"
#include "faultline/targets/disk/shared.h"
#include "faultline/targets/disk/simulated_file.h"
#include "faultline/targets/disk/simulated_folder.h"

namespace faultline::disk {

// One process at a time uses it. Not thread-safe: a store's own lock is enough. "/", "." and "" are the root. There is
// no "..", no empty name within a path, and folders are neither renamed nor removed. Must outlive the files open on it.
class SimulatedDisk : public FileSystem {
 public:
  SimulatedDisk();

  // A copy shares the bytes until either is written to, and costs some 100 ns. It has the same faults armed, no open
  // file, no lock, and a process that lives.
  SimulatedDisk(const SimulatedDisk& other);
  SimulatedDisk& operator=(const SimulatedDisk& other);

  // The process is killed. Its files are closed and its locks gone; until `revive` every call gives EIO and does
  // nothing, so that destructors may run. Files that it still has open stay useless after that.
  void die();

  // The same, and the power fails.
  void lose_power(std::uint32_t pick);

  // A new process.
  void revive() { dead_ = false; }
  bool dead() const { return dead_; }

  void arm(const DiskFault& fault) { faults_.arm(fault); }
  void heal() { faults_.heal(); }
  std::uint64_t fired(DiskFault::Kind kind) const { return faults_.fired(kind); }
  std::uint64_t fired() const;  // of all kinds

  // Writes out all folders and files as reads would show them, into a folder that is made if missing, for people to
  // look at. Works on a dead one too. Throws std::filesystem::filesystem_error or std::ios_base::failure.
  void save(const std::filesystem::path& folder) const;

  int rename(const std::string& from, const std::string& to) override;
  int remove(const std::string& file) override;
  int make_folder(const std::string& path) override;
  int list(const std::string& folder, std::vector<std::string>& names) override;

 protected:
  int open_handle(const std::string& path, Open how, std::int64_t& handle) override;
  int open_folder_handle(const std::string& path, std::int64_t& handle) override;
  void close(std::int64_t handle) override;
  int write_at(std::int64_t handle, std::uint64_t offset, std::string_view bytes, std::size_t& written) override;
  int read_from(std::int64_t handle, std::uint64_t offset, std::string& bytes) override;
  int truncate(std::int64_t handle, std::uint64_t size) override;
  int sync_data(std::int64_t handle) override;
  int sync_names(std::int64_t handle) override;
  int lock(std::int64_t handle) override;

 private:
  // What stands in a place of `files_` or `folders_`; `number` is a hash of the path that it was made under, so that
  // what happened before changes nothing in what survives of it.
  template <class T>
  struct Numbered {
    std::uint64_t number;
    T what;
  };
  using FileNode = Shared<Numbered<SimulatedFile>>;
  using FolderNode = Shared<Numbered<SimulatedFolder>>;

  struct Opened {
    Target target;  // nothing = this handle is free
    bool writable = false;
    bool locked = false;
  };

  // Where a path leads: the folder that holds its last name, and that name. `error` is 0 or ENOENT or ENOTDIR.
  struct Place {
    int error = 0;
    std::uint32_t folder = 0;
    std::string_view name;
    Target target;
  };

  Place place_of(std::string_view path) const;
  int folder_at(std::string_view path, std::uint32_t& index) const;
  std::int64_t open_target(Target target, bool writable);
  Opened* opened(std::int64_t handle);
  int file_of(std::int64_t handle, bool writing, std::uint32_t& index);

  SimulatedFile& file(std::uint32_t index) { return files_[index].own().what; }
  SimulatedFolder& folder(std::uint32_t index) { return folders_[index].own().what; }
  std::uint32_t new_file(std::string_view path);
  void drop_lost_folders();
  void drop_nameless_files();
  void save_folder(std::uint32_t index, const std::filesystem::path& to) const;

  std::vector<FileNode> files_;      // none = this place is free
  std::vector<FolderNode> folders_;  // the first is the root; a lost one is none
  std::vector<Opened> opened_;
  std::uint32_t life_ = 0;  // handles of earlier processes are no good
  bool dead_ = false;
  ArmedFaults faults_;
};

}  // namespace faultline::disk
