#include "faultline/engine/runner/point_watch.h"

#include <algorithm>
#include <exception>
#include <mutex>

#include "faultline/engine/runner/journal.h"

namespace faultline {
namespace {

// The target's threads reach points too; and copying may itself pass some.
std::mutex one_at_a_time;
PointWatch* here = nullptr;
thread_local bool copying = false;

}  // namespace

PointWatch::PointWatch(void (*observe)(void (*)(const char*)), std::uint32_t first, Copy copy)
    : observe_(observe), first_(first), next_(first), copy_(std::move(copy)) {
  here = this;
  observe_(reached);
}

PointWatch::~PointWatch() {
  observe_(nullptr);
  const std::lock_guard hold(one_at_a_time);
  here = nullptr;
}

void PointWatch::begin(const Run& run, const Journal& journal) {
  const std::lock_guard hold(one_at_a_time);
  run_ = &run;
  journal_ = &journal;
  on_ = false;
  next_ = first_;
  hits_.clear();
  passed_.clear();
}

void PointWatch::pause() {
  const std::lock_guard hold(one_at_a_time);
  on_ = false;
}

std::vector<PassedPoint> PointWatch::take() {
  const std::lock_guard hold(one_at_a_time);
  return std::move(passed_);
}

void PointWatch::step(std::size_t step) {
  const std::lock_guard hold(one_at_a_time);
  step_ = static_cast<std::uint32_t>(step);
  hits_.clear();
  on_ = true;
}

void PointWatch::reached(const char* point) {
  if (copying) return;
  const std::lock_guard hold(one_at_a_time);
  if (here == nullptr) return;
  // The target is on the stack, perhaps with code that lets no exception through.
  copying = true;
  try {
    here->pass(point);
  } catch (const std::exception& error) {
    here->failed_ = error.what();
  }
  copying = false;
}

void PointWatch::pass(const char* point) {
  if (!on_ || run_ == nullptr || passed_.size() >= kMost) return;
  auto hits = std::find_if(hits_.begin(), hits_.end(), [&](const auto& known) { return known.first == point; });
  if (hits == hits_.end()) hits = hits_.insert(hits_.end(), {point, 0});
  passed_.push_back({step_, point, ++hits->second, journal_->bytes().size(), next_});
  copy_(*run_, next_++);
}

}  // namespace faultline
