// The narrow seam between a store and the disk. Two sides: PosixFiles (posix_files.h), the real one, and SimulatedDisk
// (simulated_disk.h), which knows what a crash loses.
//
// Every call gives 0 or an errno value. Paths are separated by '/'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline::disk {

class FileSystem;

enum class Open {
  read,     // an existing file, for reading
  write,    // an existing file, for both
  create,   // for both; made if missing
  replace,  // for both; made if missing, emptied if not
};

// An open file or folder, closed at the end. A moved-from or new one is closed; every call on it gives EBADF.
class File {
 public:
  File() = default;
  File(FileSystem& files, std::int64_t handle) : files_(&files), handle_(handle) {}
  File(File&& other) noexcept : files_(std::exchange(other.files_, nullptr)), handle_(other.handle_) {}
  File& operator=(File&& other) noexcept;
  ~File() { close(); }

  explicit operator bool() const { return files_ != nullptr; }
  void close();

  // Writes at `offset` (bytes) and says how much of `bytes` it wrote. Less than all of it is no error; 0 is one.
  int write_at(std::uint64_t offset, std::string_view bytes, std::size_t& written);

  // Writes until all of it is written. On an error some of it may be.
  int write_all(std::uint64_t offset, std::string_view bytes);

  // Replaces `bytes` with what the file holds from `offset` to its end.
  int read_from(std::uint64_t offset, std::string& bytes) const;

  int truncate(std::uint64_t size);

  // Makes the data and size of a file durable. Not its name.
  int sync_data();

  // Of a folder: makes the names in it durable.
  int sync_names();

  // Of a folder: holds it until closed, against everyone else, in this process too. EWOULDBLOCK when another has it.
  int lock();

 private:
  FileSystem* files_ = nullptr;
  std::int64_t handle_ = -1;
};

// What a side must offer. Handles are its own affair.
class FileSystem {
 public:
  FileSystem() = default;
  FileSystem(const FileSystem&) = default;
  FileSystem& operator=(const FileSystem&) = default;
  virtual ~FileSystem() = default;

  int open(const std::string& path, Open how, File& file);
  int open_folder(const std::string& path, File& folder);

  // Replaces a file that has the new name. Both names are in one folder, or EXDEV.
  virtual int rename(const std::string& from, const std::string& to) = 0;
  virtual int remove(const std::string& file) = 0;
  virtual int make_folder(const std::string& path) = 0;  // EEXIST when something has the name, ENOENT without a parent
  virtual int list(const std::string& folder, std::vector<std::string>& names) = 0;  // sorted

 protected:
  friend class File;
  virtual int open_handle(const std::string& path, Open how, std::int64_t& handle) = 0;
  virtual int open_folder_handle(const std::string& path, std::int64_t& handle) = 0;
  virtual void close(std::int64_t handle) = 0;
  virtual int write_at(std::int64_t handle, std::uint64_t offset, std::string_view bytes, std::size_t& written) = 0;
  virtual int read_from(std::int64_t handle, std::uint64_t offset, std::string& bytes) = 0;
  virtual int truncate(std::int64_t handle, std::uint64_t size) = 0;
  virtual int sync_data(std::int64_t handle) = 0;
  virtual int sync_names(std::int64_t handle) = 0;
  virtual int lock(std::int64_t handle) = 0;
};

// The folder that a path lies in: "/a/b" -> "/a", "/a" -> "/", "a" -> ".".
std::string parent_of(const std::string& path);

// Makes a folder and those above it that are missing; a parent that was made is synced before anything is made in it.
// Fine when it is there. The name of the folder itself is not synced.
int make_folders(FileSystem& files, const std::string& path);

int sync_folder(FileSystem& files, const std::string& path);

// "opening /x/log: No such file or directory".
std::string error_text(std::string_view doing, std::string_view path, int code);

}  // namespace faultline::disk
