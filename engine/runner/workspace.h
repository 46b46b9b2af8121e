// The folder a target keeps its data in, for the length of one run.
#pragma once

#include <atomic>
#include <filesystem>
#include <string_view>

namespace faultline {

// Made on first use, emptied between runs. Several processes may hold the same one, one after another.
class Workspace {
 public:
  explicit Workspace(std::filesystem::path path) : path_(std::move(path)) {}

  // The folder; made if missing.
  const std::filesystem::path& folder() const;
  const std::filesystem::path& path() const { return path_; }  // made or not
  // Removes the folder and everything in it.
  void remove() const noexcept;
  // The same, without a system call where this process has not asked for the folder since it did so last.
  void clean() const noexcept;

 private:
  std::filesystem::path path_;
  mutable std::atomic<bool> used_{true};  // at first, perhaps by a process that held it before
};

void remove_folder(const std::filesystem::path& folder) noexcept;

// A fresh folder in `base`, whose name is this prefix and six characters. Throws std::system_error.
std::filesystem::path make_folder_in(const std::filesystem::path& base, std::string_view prefix);

// A fresh, short folder path for workspaces, in memory (tmpfs) where there is one and TMPDIR does not say otherwise:
// a killed process loses nothing there that it would keep on a disk. Made, and unique among processes.
std::filesystem::path make_workspace_root();

}  // namespace faultline
