#include "faultline/engine/isolation/watch.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/isolation/limits.h"

namespace faultline {
namespace {

// The engine itself may have a large disk to copy.
constexpr std::chrono::seconds kEnginesOwn{60};
// A worker that has said how it ends needs no longer than this, unless something holds it up.
constexpr std::chrono::milliseconds kToLeave{500};

}  // namespace

std::uint64_t memory_limit_of(const CheckInfo& check, const Job& job) {
  return job.bounds.memory_mb > 0 ? job.bounds.memory_mb : check.memory_limit_mb;
}

WorkerLimits limits_of(const CheckInfo& check, const Job& job) {
  WorkerLimits limits = kNoLimits;  // where somebody debugs it
  if (job.stop_at == 0) {
    limits.brief = job.bounds.step_ms > 0;
    limits.deadline = std::chrono::milliseconds(limits.brief ? job.bounds.step_ms : check.deadline_ms);
    limits.resident = resident_limit(memory_limit_of(check, job));
    limits.hook = 4 * std::chrono::milliseconds(check.deadline_ms);
  }
  if (job.until > 0) limits.until = std::chrono::steady_clock::time_point(std::chrono::nanoseconds(job.until));
  return limits;
}

Watch::Watch(pid_t worker, const Slate& slate, const WorkerOutput& output, const WorkerLimits& limits)
    : worker_(worker), slate_(slate), output_(output), limits_(limits) {}

Watch::~Watch() {
  if (statm_ >= 0) ::close(statm_);
  if (schedstat_ >= 0) ::close(schedstat_);
}

std::optional<WorkerEnd::How> Watch::look() {
  using How = WorkerEnd::How;
  const auto now = Clock::now();
  const Progress& progress = slate_.progress;
  const auto ticks = progress.ticks.load(std::memory_order_relaxed);
  const auto applications = progress.applications.load(std::memory_order_relaxed);
  const bool moved = !moved_ || ticks != ticks_ || applications != applications_;
  if (moved) {
    if (asked()) longest_ = std::max(longest_, quiet_);
    ticks_ = ticks;
    applications_ = applications;
    moved_ = now;
    cpu_ = cpu_time();
    delay_ = delay();
  }
  const auto still = now - *moved_;
  quiet_ = moved ? still : still - std::min<std::chrono::nanoseconds>(still, delay() - delay_);
  if (leaving()) {
    if (!leaves_since_) leaves_since_ = now;
    return now - *leaves_since_ > kToLeave ? std::optional(How::itself) : std::nullopt;
  }
  if (output_.size() > kOutputLimit) return How::output_flood;
  if (uses_too_much()) return How::out_of_memory;
  if (now > limits_.until) return How::given_up;
  if (!asked()) return who_is_stuck(still);
  if (!is_late(still)) return std::nullopt;
  const auto used = cpu_time() - cpu_;
  unsure_ = limits_.brief && used * 16 >= quiet_ && used * 2 < quiet_;
  return used * 16 < quiet_ ? How::deadlock : How::hang;
}

void Watch::tell(WorkerEnd& end, bool in_order) const {
  end.unsure = unsure_;
  const auto longest = in_order && asked() ? std::max(longest_, quiet_) : longest_;
  end.longest_step = std::chrono::ceil<std::chrono::milliseconds>(longest);
  end.data = data_;
}

// Nothing is asked of the target, so somebody else does not go on.
std::optional<WorkerEnd::How> Watch::who_is_stuck(std::chrono::nanoseconds still) const {
  if (still <= limits_.hook) return std::nullopt;
  if (slate_.progress.hook.load(std::memory_order_relaxed) != nullptr) return WorkerEnd::How::model;
  return still > limits_.hook + kEnginesOwn ? std::optional(WorkerEnd::How::engine) : std::nullopt;
}

bool Watch::is_late(std::chrono::nanoseconds still) const {
  constexpr int kMostStarved = 4;
  if (still <= limits_.deadline) return false;
  return !limits_.brief || quiet_ > limits_.deadline || still > kMostStarved * limits_.deadline;
}

std::chrono::nanoseconds Watch::cpu_time() const {
  timespec time{};
  clockid_t clock{};
  if (::clock_getcpuclockid(worker_, &clock) != 0 || ::clock_gettime(clock, &time) != 0)
    return std::chrono::nanoseconds(0);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// How long its first thread was ready to run and got no processor; 0 where the system does not tell.
std::chrono::nanoseconds Watch::delay() {
  std::array<char, 64> text{};
  const auto size = ::pread(of_worker(schedstat_, "schedstat"), text.data(), text.size() - 1, 0);
  long long used = 0, waited = 0;
  if (size <= 0 || std::sscanf(text.data(), "%lld %lld", &used, &waited) != 2) return {};
  return std::chrono::nanoseconds(waited);
}

bool Watch::uses_too_much() {
  const MemoryUse use = memory_use(of_worker(statm_, "statm"));
  data_ = std::max(data_, use.data);
  return use.resident > limits_.resident;
}

// A file of the worker's in /proc, opened when it is first asked for.
int Watch::of_worker(int& fd, const char* name) const {
  if (fd < 0) fd = ::open(fmt::format("/proc/{}/{}", worker_, name).c_str(), O_RDONLY | O_CLOEXEC);
  return fd;
}

}  // namespace faultline
