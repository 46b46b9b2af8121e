#include "faultline/targets/disk/file_system.h"

#include <cerrno>
#include <system_error>

namespace faultline::disk {

File& File::operator=(File&& other) noexcept {
  if (this != &other) {
    close();
    files_ = std::exchange(other.files_, nullptr);
    handle_ = other.handle_;
  }
  return *this;
}

void File::close() {
  if (files_ != nullptr) std::exchange(files_, nullptr)->close(handle_);
}

int File::write_at(std::uint64_t offset, std::string_view bytes, std::size_t& written) {
  written = 0;
  return files_ == nullptr ? EBADF : files_->write_at(handle_, offset, bytes, written);
}

int File::write_all(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t written = 0;
    if (const int error = write_at(offset, bytes, written); error != 0) return error;
    bytes.remove_prefix(written);
    offset += written;
  }
  return 0;
}

int File::read_from(std::uint64_t offset, std::string& bytes) const {
  return files_ == nullptr ? EBADF : files_->read_from(handle_, offset, bytes);
}

int File::truncate(std::uint64_t size) { return files_ == nullptr ? EBADF : files_->truncate(handle_, size); }

int File::sync_data() { return files_ == nullptr ? EBADF : files_->sync_data(handle_); }

int File::sync_names() { return files_ == nullptr ? EBADF : files_->sync_names(handle_); }

int File::lock() { return files_ == nullptr ? EBADF : files_->lock(handle_); }

int FileSystem::open(const std::string& path, Open how, File& file) {
  std::int64_t handle = -1;
  const int error = open_handle(path, how, handle);
  if (error == 0) file = File(*this, handle);
  return error;
}

int FileSystem::open_folder(const std::string& path, File& folder) {
  std::int64_t handle = -1;
  const int error = open_folder_handle(path, handle);
  if (error == 0) folder = File(*this, handle);
  return error;
}

std::string parent_of(const std::string& path) {
  const std::size_t last = path.find_last_not_of('/');
  const std::size_t slash = last == std::string::npos ? std::string::npos : path.rfind('/', last);
  if (slash == std::string::npos) return last == std::string::npos && !path.empty() ? "/" : ".";
  const std::size_t end = path.find_last_not_of('/', slash);
  return end == std::string::npos ? "/" : path.substr(0, end + 1);
}

int make_folders(FileSystem& files, const std::string& path) {
  int error = files.make_folder(path);
  if (error == ENOENT) {
    const std::string parent = parent_of(path);
    if (parent == path) return error;
    error = make_folders(files, parent);
    if (error == 0) error = sync_folder(files, parent_of(parent));
    if (error == 0) error = files.make_folder(path);
  }
  return error == EEXIST ? 0 : error;
}

int sync_folder(FileSystem& files, const std::string& path) {
  File folder;
  const int error = files.open_folder(path, folder);
  return error != 0 ? error : folder.sync_names();
}

std::string error_text(std::string_view doing, std::string_view path, int code) {
  std::string text(doing);
  return text.append(" ").append(path).append(": ").append(std::generic_category().message(code));
}

}  // namespace faultline::disk
