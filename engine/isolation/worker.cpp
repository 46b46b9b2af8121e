#include "faultline/engine/isolation/worker.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/words/text.h"

namespace faultline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr off_t kPart = 4096;
constexpr int kPollMs = 5;
// The engine itself may have a large disk to copy.
constexpr std::chrono::seconds kEnginesOwn{60};
// A worker that has said how it ends needs no longer than this, unless something holds it up.
constexpr std::chrono::milliseconds kToLeave{500};

// What a worker looks like from outside, between two polls.
class Watch {
 public:
  Watch(pid_t worker, const Slate& slate, const WorkerOutput& output, const WorkerLimits& limits)
      : worker_(worker), slate_(slate), output_(output), limits_(limits) {}
  ~Watch() {
    if (statm_ >= 0) ::close(statm_);
    if (schedstat_ >= 0) ::close(schedstat_);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // A value where the worker has to go.
  std::optional<WorkerEnd::How> look() {
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

  // What is known of a worker that is gone. `in_order`: its last step has ended too.
  void tell(WorkerEnd& end, bool in_order) const {
    end.unsure = unsure_;
    const auto longest = in_order && asked() ? std::max(longest_, quiet_) : longest_;
    end.longest_step = std::chrono::ceil<std::chrono::milliseconds>(longest);
    end.data = data_;
  }

 private:
  bool asked() const { return ticks_ % 2 == 1; }

  // Nothing is asked of the target, so somebody else does not go on.
  std::optional<WorkerEnd::How> who_is_stuck(std::chrono::nanoseconds still) const {
    if (still <= limits_.hook) return std::nullopt;
    if (slate_.progress.hook.load(std::memory_order_relaxed) != nullptr) return WorkerEnd::How::model;
    return still > limits_.hook + kEnginesOwn ? std::optional(WorkerEnd::How::engine) : std::nullopt;
  }

  bool is_late(std::chrono::nanoseconds still) const {
    constexpr int kMostStarved = 4;
    if (still <= limits_.deadline) return false;
    return !limits_.brief || quiet_ > limits_.deadline || still > kMostStarved * limits_.deadline;
  }

  bool leaving() const { return slate_.done != 0 || slate_.redo != 0 || slate_.last_words.said != 0; }

  std::chrono::nanoseconds cpu_time() const {
    timespec time{};
    clockid_t clock{};
    if (::clock_getcpuclockid(worker_, &clock) != 0 || ::clock_gettime(clock, &time) != 0)
      return std::chrono::nanoseconds(0);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }

  // How long its first thread was ready to run and got no processor; 0 where the system does not tell.
  std::chrono::nanoseconds delay() {
    std::array<char, 64> text{};
    const auto size = ::pread(of_worker(schedstat_, "schedstat"), text.data(), text.size() - 1, 0);
    long long used = 0, waited = 0;
    if (size <= 0 || std::sscanf(text.data(), "%lld %lld", &used, &waited) != 2) return {};
    return std::chrono::nanoseconds(waited);
  }

  bool uses_too_much() {
    const MemoryUse use = memory_use(of_worker(statm_, "statm"));
    data_ = std::max(data_, use.data);
    return use.resident > limits_.resident;
  }

  // A file of the worker's in /proc, opened when it is first asked for.
  int of_worker(int& fd, const char* name) const {
    if (fd < 0) fd = ::open(fmt::format("/proc/{}/{}", worker_, name).c_str(), O_RDONLY | O_CLOEXEC);
    return fd;
  }

  const pid_t worker_;
  const Slate& slate_;
  const WorkerOutput& output_;
  const WorkerLimits& limits_;
  int statm_ = -1, schedstat_ = -1;
  std::uint64_t ticks_ = 0, applications_ = 0, data_ = 0;
  std::optional<Clock::time_point> moved_, leaves_since_;
  std::chrono::nanoseconds cpu_{}, delay_{};      // when it moved last
  std::chrono::nanoseconds quiet_{}, longest_{};  // how long it has not moved but for want of a processor
  bool unsure_ = false;
};

}  // namespace

WorkerOutput::WorkerOutput()
    : fd_(::memfd_create("faultline-output", MFD_CLOEXEC)), nowhere_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {
  if (fd_ < 0 || nowhere_ < 0)
    throw std::system_error(errno, std::generic_category(), "cannot make a file for worker output");
  ::fcntl(fd_, F_SETFL, O_APPEND);
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
}

WorkerOutput::~WorkerOutput() {
  ::close(fd_);
  ::close(nowhere_);
}

void WorkerOutput::clear() const {
  if (::ftruncate(fd_, 0) != 0) throw std::system_error(errno, std::generic_category(), "cannot clear worker output");
}

void WorkerOutput::redirect() const {
  ::dup2(nowhere_, STDIN_FILENO);
  ::close(nowhere_);
  ::dup2(fd_, STDOUT_FILENO);
  ::dup2(fd_, STDERR_FILENO);
  ::close(fd_);
}

std::int64_t WorkerOutput::size() const {
  struct stat file {};
  return ::fstat(fd_, &file) == 0 ? file.st_size : 0;
}

std::string WorkerOutput::part(off_t from, off_t to) const {
  std::string text(static_cast<std::size_t>(to - from), '\0');
  const auto n = ::pread(fd_, text.data(), text.size(), from);
  text.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return readable(text);
}

std::string WorkerOutput::text() const {
  const off_t all = size();
  if (all <= 2 * kPart) return part(0, all);
  return fmt::format("{}\n... {} bytes left out ...\n{}", part(0, kPart), all - 2 * kPart, part(all - kPart, all));
}

WorkerEnd await_worker(pid_t worker, const Slate& slate, const WorkerOutput& output, const WorkerLimits& limits,
                       int engine) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, worker, 0));
  pollfd waiting[]{{handle, POLLIN, 0}, {engine, 0, 0}};
  Watch watch(worker, slate, output, limits);
  WorkerEnd end;
  for (;;) {
    const int ready = ::poll(waiting, 2, kPollMs);
    if (ready > 0 && waiting[0].revents != 0) break;
    if (ready > 0 || (ready < 0 && errno != EINTR)) {
      end.how = WorkerEnd::How::engine_gone;
      break;
    }
    if (const auto how = watch.look()) {
      end.how = *how;
      break;
    }
  }
  ::close(handle);
  watch.tell(end, slate.done != 0 || slate.crash_hit != 0);
  // What the target started goes with it; a worker that has not come to have a group has started nothing.
  if (::kill(-worker, SIGKILL) != 0) ::kill(worker, SIGKILL);
  const WorkerEnd gone = reap(worker);
  end.status = gone.status;
  end.processor = gone.processor;
  return end;
}

WorkerEnd reap(pid_t process) {
  WorkerEnd end;
  rusage used{};
  while (::wait4(process, &end.status, 0, &used) < 0 && errno == EINTR) {
  }
  end.processor = std::chrono::seconds(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1);  // and some part of a second
  return end;
}

}  // namespace faultline
