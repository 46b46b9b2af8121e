// The real side of the seam: files as the kernel keeps them.
#pragma once

#include "faultline/targets/disk/file_system.h"

namespace faultline::disk {

// Handles are file descriptors, close-on-exec; new files get mode 0644, new folders 0777 less the umask. Calls that a
// signal interrupts are made again. A folder is locked by flock. Holds nothing, so it is thread-safe.
class PosixFiles : public FileSystem {
 public:
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
};

// The one that everything in this process may share.
PosixFiles& posix_files();

}  // namespace faultline::disk
