#include "faultline/targets/store/hold.h"

namespace faultline::store {

void Gate::pass(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  arrived_ = true;
  changed_.notify_all();
  changed_.wait(lock, stop, [this] { return released_; });
}

bool Gate::wait_arrived(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return arrived_; });
}

void Gate::release() {
  const std::lock_guard hold(mutex_);
  released_ = true;
  changed_.notify_all();
}

Hold& Hold::operator=(Hold&& other) noexcept {
  if (this != &other) {
    release();
    gate_ = std::move(other.gate_);
  }
  return *this;
}

}  // namespace faultline::store
