// Stops one call at a known place until a test lets it go on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>

namespace faultline::store {

// What the held call and the handle share.
class Gate {
 public:
  // Called by the held call: announces its arrival, then blocks until `release` or until `stop` is set.
  void pass(const std::stop_token& stop);

  bool wait_arrived(std::chrono::milliseconds timeout);
  void release();

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool arrived_ = false;
  bool released_ = false;
};

// The test's end of a hold. Move-only and thread-safe. Its destructor releases, so that a test which fails half-way
// does not leave a thread blocked for ever.
class [[nodiscard]] Hold {
 public:
  explicit Hold(std::shared_ptr<Gate> gate) : gate_(std::move(gate)) {}
  Hold(Hold&&) noexcept = default;
  Hold& operator=(Hold&& other) noexcept;
  ~Hold() { release(); }

  // True once the call has arrived; false when it has not after `timeout` of real time.
  bool wait_arrived(std::chrono::milliseconds timeout) const { return gate_ && gate_->wait_arrived(timeout); }

  // Lets the call go on, also one that has not arrived yet. Again does nothing.
  void release() {
    if (gate_) gate_->release();
  }

 private:
  std::shared_ptr<Gate> gate_;
};

}  // namespace faultline::store
