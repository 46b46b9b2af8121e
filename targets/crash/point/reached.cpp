// What happens at a point once it cannot be passed by: observe, count, decide, do.
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "faultline/targets/crash/point/endings.h"
#include "faultline/targets/crash/point/state.h"

namespace faultline::crash {
namespace {

// One write to a file opened for appending: whole, and safe with the kernel whatever ends this process next.
// By bare system calls: the lock is held, and the C library's functions may themselves be crash points here
// (targets/crash/operations).
void note_first_hit(State& s, std::string_view name) {
  const auto waiting = s.not_yet_noted.find(name);
  if (waiting == s.not_yet_noted.end()) return;
  const int before = errno;
  const long fd =
      ::syscall(SYS_openat, AT_FDCWD, s.reached_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd >= 0) {
    while (::syscall(SYS_write, fd, waiting->c_str(), waiting->size() + 1) < 0 && errno == EINTR) {
    }
    ::syscall(SYS_close, fd);
  }
  errno = before;
  s.not_yet_noted.erase(waiting);
}

void count(State& s, std::string_view name) {
  if (!s.hits) return;
  const auto counted = s.hits->find(name);
  if (counted == s.hits->end()) {
    s.hits->emplace(name, 1);
  } else {
    ++counted->second;
  }
}

std::optional<Deed> scope_hit(State& s, std::string_view name, std::optional<std::thread::id> thread) {
  for (auto scope = s.scopes.rbegin(); scope != s.scopes.rend(); ++scope) {
    if ((*scope)->thread != thread) continue;
    if (const auto deed = (*scope)->plan.hit(name)) return deed;
  }
  return std::nullopt;
}

// The handler of the armed point when this is its hit, which disarms it.
Handler armed_hit(State& s, std::string_view name) {
  ArmedPoint& point = s.point;
  if (point.name != name) return nullptr;
  if (point.passes_left > 0) {
    --point.passes_left;
    return nullptr;
  }
  if (point.handler == nullptr) kill_self();  // with the lock held, as in end_if_asked
  const Handler handler = point.handler;
  point = {};
  publish(s);
  return handler;
}

Deed by_kind(int kind) {
  switch (kind) {
    case faultline_kind_panic:
      return {Task::panic};
    case faultline_kind_fail:
      return {Task::fail, EIO};
    case faultline_kind_delay:
      return {Task::sleep, kDelayMilliseconds};
    default:
      return {Task::kill};
  }
}

// A test that asks for what cannot happen would pass for the wrong reason.
[[noreturn]] void cannot_fail(std::string_view name) {
  end_for_bad_input(std::string(kInjectVariable) + ": return at checkpoint '" + std::string(name) +
                    "', which is no fail point\n");
}

// Ends the process here if that is what the deed is. Called with the lock held, so that no other thread gets past an
// armed point while this process dies.
void end_if_asked(const Deed& deed, int kind, std::string_view name) {
  switch (*deed.task) {
    case Task::kill:
      kill_self();
    case Task::panic:
      panic(name);
    case Task::exit:
      end_with(static_cast<int>(deed.argument));
    case Task::fail:
      if (kind != faultline_kind_fail) cannot_fail(name);
      break;
    case Task::off:
    case Task::sleep:
      break;
  }
}

struct Decision {
  Handler handler = nullptr;
  Deed deed{Task::off};
};

Decision decide(State& s, int kind, const char* name) {
  const std::lock_guard hold(s.lock);
  read_environment(s);
  note_first_hit(s, name);
  count(s, name);

  Decision decision;
  std::optional<Deed> deed;
  if (!s.scopes.empty()) {
    deed = scope_hit(s, name, std::this_thread::get_id());
    if (!deed) deed = scope_hit(s, name, std::nullopt);
  }
  if (!deed) decision.handler = armed_hit(s, name);
  if (!deed && decision.handler == nullptr) deed = s.plan.hit(name);
  if (deed) decision.deed = deed->task ? *deed : by_kind(kind);
  end_if_asked(decision.deed, kind, name);
  return decision;
}

}  // namespace
}  // namespace faultline::crash

extern "C" int faultline_crash_reached(int kind, const char* name) {
  namespace crash = faultline::crash;
  if (name == nullptr || *name == '\0') return 0;
  if (const crash::Handler observer = crash::state().observer) observer(name);

  const crash::Decision decision = crash::decide(crash::state(), kind, name);
  if (decision.handler != nullptr) decision.handler(name);
  if (decision.deed.task == crash::Task::sleep)
    std::this_thread::sleep_for(std::chrono::milliseconds(decision.deed.argument));
  return decision.deed.task == crash::Task::fail ? static_cast<int>(decision.deed.argument) : 0;
}
