// A value that copies share until one of them is written to.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace faultline::disk {

// Copying costs one count. Copies may live on different threads; one object is not thread-safe.
template <class T>
class Shared {
 public:
  Shared() = default;
  explicit Shared(T value) : cell_(new Cell{{1}, std::move(value)}) {}
  Shared(const Shared& other) noexcept : cell_(other.cell_) {
    if (cell_ != nullptr) cell_->owners.fetch_add(1, std::memory_order_relaxed);
  }
  Shared(Shared&& other) noexcept : cell_(std::exchange(other.cell_, nullptr)) {}
  Shared& operator=(Shared other) noexcept {
    std::swap(cell_, other.cell_);
    return *this;
  }
  ~Shared() {
    if (cell_ != nullptr && cell_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete cell_;
  }

  explicit operator bool() const { return cell_ != nullptr; }
  const T& operator*() const { return cell_->value; }
  const T* operator->() const { return &cell_->value; }

  // The value to write to: no other copy sees it.
  T& own() {
    if (cell_->owners.load(std::memory_order_acquire) != 1) *this = Shared(cell_->value);
    return cell_->value;
  }

 private:
  struct Cell {
    std::atomic<std::uint32_t> owners;
    T value;
  };
  Cell* cell_ = nullptr;
};

}  // namespace faultline::disk
