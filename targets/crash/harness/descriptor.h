// A file descriptor with one owner.
#pragma once

#include <unistd.h>
#include <utility>

namespace faultline::crash {

// Move-only.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    Descriptor incoming(std::move(other));
    std::swap(fd_, incoming.fd_);
    return *this;  // what was held here is closed with `incoming`
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const { return fd_; }  // -1: none
  void release() { fd_ = -1; }     // somebody else closes it

 private:
  int fd_ = -1;
};

}  // namespace faultline::crash
