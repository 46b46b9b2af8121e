#include "faultline/targets/crash/point/crashpoint.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <signal.h>
#include <string>
#include <unistd.h>

namespace faultline::crash {
namespace {

struct Slot {
  std::mutex lock;
  std::string name;
  std::uint64_t passes_left = 0;
  Handler handler = nullptr;
  bool read = false;                       // the environment has been looked at, or something came before it
  std::atomic<Handler> observer{nullptr};  // written under the lock
};

// Never destroyed: a point may be reached while static objects are going away.
Slot& slot() {
  static Slot& s = *new Slot;
  return s;
}

// Empty, malformed or negative = 0: the first matching hit kills.
std::uint64_t pass_count(const char* text) {
  if (text == nullptr || *text < '0' || *text > '9') return 0;
  errno = 0;
  char* end = nullptr;
  const unsigned long long n = std::strtoull(text, &end, 10);
  return *end == '\0' && errno == 0 ? n : 0;
}

void publish(const Slot& s) {
  const bool nothing = s.name.empty() && s.observer == nullptr;
  detail::armed.store(!s.read ? detail::Armed::unread : nothing ? detail::Armed::nothing : detail::Armed::something);
}

void set(Slot& s, const char* name, std::uint64_t passes, Handler handler) {
  s.name = name;
  s.passes_left = passes;
  s.handler = handler;
  s.read = true;
  publish(s);
}

[[noreturn]] void kill_self() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

}  // namespace

void arm(const char* name, std::uint32_t hit, Handler handler) {
  Slot& s = slot();
  const std::lock_guard hold(s.lock);
  set(s, name, hit == 0 ? 0 : hit - 1, handler);
}

void disarm() {
  Slot& s = slot();
  const std::lock_guard hold(s.lock);
  set(s, "", 0, nullptr);
}

void observe(Handler observer) {
  Slot& s = slot();
  const std::lock_guard hold(s.lock);
  s.observer = observer;
  publish(s);
}

namespace detail {

std::atomic<Armed> armed{Armed::unread};

void reached(const char* name) {
  Slot& s = slot();
  if (*name == '\0') return;
  if (const Handler observer = s.observer) observer(name);
  Handler handler = nullptr;
  {
    const std::lock_guard hold(s.lock);
    if (!s.read) {
      const char* at = std::getenv(kCrashAtVariable);
      set(s, at == nullptr ? "" : at, pass_count(std::getenv(kCrashAfterVariable)), nullptr);
    }
    if (s.name != name) return;
    if (s.passes_left > 0) {
      --s.passes_left;
      return;
    }
    // With the lock held: no other thread gets past an armed point while this process dies.
    if (s.handler == nullptr) kill_self();
    handler = s.handler;
    set(s, "", 0, nullptr);
  }
  handler(name);
}

void forget_environment() {
  Slot& s = slot();
  const std::lock_guard hold(s.lock);
  s.read = false;
  publish(s);
}

}  // namespace detail
}  // namespace faultline::crash
