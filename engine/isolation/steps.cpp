#include "faultline/engine/isolation/steps.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <unistd.h>

#include "faultline/engine/report/columns.h"

namespace faultline {
namespace {

// While one lives a write to nobody raises no signal in this thread, whatever the process does with SIGPIPE: a target
// that lives in it wants it as it is.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipe() {
    constexpr timespec kNow{};
    while (::sigtimedwait(&pipe_, nullptr, &kNow) == SIGPIPE || errno == EINTR) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

 private:
  sigset_t pipe_, before_;
};

}  // namespace

std::size_t StepText::put(std::string_view text) {
  const std::uint64_t at = put_bytes.load(std::memory_order_relaxed);
  const std::uint64_t waiting = at - taken_bytes.load(std::memory_order_acquire);
  const std::size_t size = std::min<std::size_t>(text.size(), kSize - std::min<std::uint64_t>(kSize, waiting));
  for (std::size_t i = 0; i < size; ++i) bytes[(at + i) % kSize] = text[i];
  put_bytes.store(at + size, std::memory_order_release);
  return size;
}

std::string StepText::take() {
  const std::uint64_t from = taken_bytes.load(std::memory_order_relaxed);
  const std::uint64_t to = put_bytes.load(std::memory_order_acquire);
  std::string text;
  if (to - from <= kSize)
    for (std::uint64_t i = from; i < to; ++i) text += bytes[i % kSize];
  taken_bytes.store(to, std::memory_order_release);
  return text;
}

void StepsToEngine::line(std::string_view text) {
  for (;;) {
    text.remove_prefix(text_.put(text));
    if (text.empty()) return;
    progress_.alive();
    ::usleep(1000);
  }
}

void StepsToStderr::line(std::string_view text) {
  if (text.empty()) return;
  constexpr std::size_t kBesideNumber = 7;
  const std::size_t columns = terminal_columns(STDERR_FILENO);
  begun_ += text;
  std::string ready;
  for (std::size_t end = 0; (end = begun_.find('\n')) != std::string::npos; begun_.erase(0, end + 1)) {
    const std::string one = begun_.substr(0, end + 1);
    const std::size_t first = one.find_first_not_of(' ');
    const bool row = one[first] >= '0' && one[first] <= '9';
    ready += row ? fitted(one, columns, kBesideNumber) : one;
  }
  write(ready);
}

void StepsToStderr::write(std::string_view text) {
  const NoBrokenPipe quietly;
  while (!gone_ && !text.empty()) {
    const auto n = ::write(STDERR_FILENO, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      gone_ = true;
      return;
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace faultline
