#include "faultline/engine/isolation/apart.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <new>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "faultline/engine/isolation/ended.h"
#include "faultline/engine/isolation/executor.h"
#include "faultline/engine/isolation/interrupt.h"
#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/isolation/message.h"
#include "faultline/engine/isolation/processes.h"
#include "faultline/engine/isolation/worker.h"

namespace faultline {
namespace {

using Clock = std::chrono::steady_clock;

struct Bounds {
  std::chrono::milliseconds hook;   // for one call of a hook of the model
  std::chrono::milliseconds whole;  // for all of it, however busy the model is
};
// A verdict hangs on it, and the oracle's own bound is a count.
Bounds to_conclude(const CheckInfo& check) {
  return {4 * std::chrono::milliseconds(check.deadline_ms), std::chrono::hours(1)};
}
// A table is worth no more.
constexpr Bounds kToExplain{std::chrono::seconds(2), std::chrono::seconds(10)};

constexpr char kAnswer = 'a', kThrew = 't', kStarved = 's';  // what a message begins with

// Shared with the copy.
class SharedProgress {
 public:
  SharedProgress() {
    void* memory = ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw EngineError(std::string("cannot share memory: ") + std::strerror(errno));
    progress_ = new (memory) Progress;
  }
  ~SharedProgress() { ::munmap(progress_, sizeof(Progress)); }
  SharedProgress(const SharedProgress&) = delete;
  SharedProgress& operator=(const SharedProgress&) = delete;

  Progress& operator*() const { return *progress_; }
  Progress* operator->() const { return progress_; }

 private:
  Progress* progress_;
};

using Work = std::function<Bytes(Progress&)>;

// What a copy came to: its answer, or why there is none.
struct Came {
  std::optional<Bytes> answer;
  std::string threw;  // what the model threw
  std::string model;  // "did not return within 8000 ms", for its hook
};

// In the copy. Whatever the model prints goes nowhere.
[[noreturn]] void answer(const CheckInfo& check, Progress& progress, int socket, const Work& work) noexcept {
  become_worker();
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::signal(signal, SIG_DFL);
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, stream);
  limit_memory(data_bytes(), check.memory_limit_mb);
  try {
    (void)send_message(socket, kAnswer + work(progress));
  } catch (const std::bad_alloc&) {
    (void)send_message(socket, Bytes(1, kStarved));
  } catch (const std::exception& error) {
    (void)send_message(socket, kThrew + (error.what() + thrown_after(progress)));
  }
  ::_exit(0);
}

// What the copy says; empty: nothing, it has gone. `why`: it was not waited for any longer.
Bytes receive(const Bounds& bounds, const Progress& progress, int socket, std::string& why) {
  constexpr int kLookAgainMs = 20;
  const auto start = Clock::now();
  auto moved = start;
  std::pair<std::uint64_t, std::uint64_t> last;
  for (;;) {
    pollfd readable{socket, POLLIN, 0};
    if (::poll(&readable, 1, kLookAgainMs) == 1) return receive_message(socket).value_or("");
    const auto now = Clock::now();
    const std::pair at{progress.ticks.load(std::memory_order_relaxed),
                       progress.applications.load(std::memory_order_relaxed)};
    if (std::exchange(last, at) != at) moved = now;
    if (now - moved > bounds.hook) {
      why = fmt::format("did not return within {} ms", bounds.hook.count());
    } else if (now - start > bounds.whole || interrupted_for_long()) {
      why = fmt::format("was not done after {} s", std::chrono::round<std::chrono::seconds>(now - start).count());
    }
    if (!why.empty()) return "";
  }
}

Came ask_a_copy(const CheckInfo& check, const Bounds& bounds, const SharedProgress& progress, const Work& work) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw EngineError(std::string("cannot make a socket: ") + std::strerror(errno));
  const pid_t copy = ::fork();
  if (copy == 0) {
    ::close(ends[0]);
    answer(check, *progress, ends[1], work);
  }
  const int error = errno;
  ::close(ends[1]);
  Came came;
  Bytes said;
  if (copy > 0) said = receive(bounds, *progress, ends[0], came.model);
  ::close(ends[0]);
  if (copy < 0) throw EngineError(std::string("cannot start a process: ") + std::strerror(error));
  ::kill(copy, SIGKILL);  // it may be gone
  const int signal = reap(copy).signal();
  ::kill(-copy, SIGKILL);
  if (!came.model.empty()) return came;
  if (said.empty()) {
    came.model =
        signal != 0 && signal != SIGKILL ? fmt::format("died of SIG{}", sigabbrev_np(signal)) : "ended the process";
  } else if (said.front() == kStarved) {
    came.model = kTooMuchMemory;
  } else if (said.front() == kThrew) {
    came.threw = said.substr(1);
  } else {
    came.answer = said.substr(1);
  }
  return came;
}

// In this process where a copy would not be the same, or somebody debugs it.
Came ask(const CheckInfo& check, const Bounds& bounds, const SharedProgress& progress, const Work& work) {
  if (!has_other_threads() && !is_debugged()) return ask_a_copy(check, bounds, progress, work);
  return {work(*progress), "", ""};
}

std::string of_the_model(const Progress& progress, const std::string& what) {
  const char* hook = progress.hook.load();
  return fmt::format("the model{} {}", hook == nullptr ? "" : fmt::format("'s {}", hook), what);
}

}  // namespace

RunResult conclude_apart(Check& check, const RunInput& input, Journal& journal, const Death& death) {
  const SharedProgress progress;
  const Came came = ask(check.info(), to_conclude(check.info()), progress,
                        [&](Progress& at) { return to_bytes(check.conclude(input, journal, death, at)); });
  if (!came.threw.empty()) throw EngineError(came.threw);
  RunResult result;
  if (came.answer) {
    Reader in(*came.answer);
    decode(in, result);
  } else {
    result.verdict = {VerdictKind::inconclusive, {}, kOfTheModel, of_the_model(*progress, came.model), progress->step};
  }
  return result;
}

std::vector<ReportRow> explain_apart(Check& check, const Bytes& schedule, Journal& journal, const Death* death) {
  const SharedProgress progress;
  const Came came = ask(check.info(), kToExplain, progress,
                        [&](Progress& at) { return to_bytes(check.explain(schedule, journal, death, at)); });
  std::vector<ReportRow> rows;
  if (came.answer) {
    Reader in(*came.answer);
    decode(in, rows);
    return rows;
  }
  ReportRow row;
  row.kind = ReportRow::Kind::audit;
  row.text =
      "no table: " + (came.threw.empty() ? of_the_model(*progress, came.model) : "the model threw " + came.threw);
  return {row};
}

}  // namespace faultline
