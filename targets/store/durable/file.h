// The few POSIX file calls the durable store is made of. All retry on EINTR.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace faultline::store::posix {

// Owns a file descriptor; -1 = none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// "opening /x/log: No such file or directory", from errno.
std::string error_text(std::string_view doing, const std::filesystem::path& path);

// `flags` as for open(2); close-on-exec is added, new files get mode 0644. No descriptor and errno on failure.
Descriptor open(const std::filesystem::path& path, int flags);

// Writes all of `bytes` at `offset` (bytes). False and errno on failure; some of it may have been written.
bool write_all(int fd, std::string_view bytes, std::uint64_t offset);

// Reads from `offset` to the end of the file. False and errno on failure.
bool read_from(int fd, std::uint64_t offset, std::string& bytes);

}  // namespace faultline::store::posix
