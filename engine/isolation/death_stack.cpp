#include "faultline/engine/isolation/death_stack.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <span>
#include <ucontext.h>
#include <unistd.h>

#include "faultline/engine/isolation/limits.h"

namespace faultline {
namespace {

// Of a process's own making. SIGTRAP belongs to debuggers, SIGPIPE to whoever writes.
constexpr std::array kFaults{SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};

// Set in the parent. All that is written in a child costs it a copy of the page, so nothing is before it dies.
DeathStack* noted = nullptr;
pid_t parent = 0;
// A stack that overflows has no room for a handler.
alignas(16) std::array<char, 64 << 10> other_stack;

std::atomic<pid_t> dying = 0;                           // the thread that does
sigjmp_buf broken;                                      // where it goes on if its stack cannot be walked to the end
constexpr std::size_t kMost = DeathStack::kFrames + 8;  // with those of the handler
std::array<void*, kMost> addresses;

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

// The file that is mapped there as code. Takes no lock.
bool find_code(std::uintptr_t address, dl_find_object& found) {
  return ::_dl_find_object(reinterpret_cast<void*>(address), &found) == 0;  // NOLINT: only looked up
}

#if defined(__x86_64__)
std::uintptr_t place_of(const ucontext_t& context) {
  return static_cast<std::uintptr_t>(context.uc_mcontext.gregs[REG_RIP]);
}
// After a call to where no code is: as if it had returned.
void undo_call(ucontext_t& context) {
  auto& registers = context.uc_mcontext.gregs;
  const auto* top = reinterpret_cast<const std::uintptr_t*>(registers[REG_RSP]);  // NOLINT: a fault ends the walk
  dl_find_object caller;
  if (!find_code(*top, caller)) return;
  registers[REG_RIP] = static_cast<greg_t>(*top);
  registers[REG_RSP] += static_cast<greg_t>(sizeof *top);
}
#elif defined(__aarch64__)
std::uintptr_t place_of(const ucontext_t& context) { return context.uc_mcontext.pc; }
void undo_call(ucontext_t& context) { context.uc_mcontext.pc = context.uc_mcontext.regs[30]; }
#else
std::uintptr_t place_of(const ucontext_t&) { return 0; }
void undo_call(ucontext_t&) {}
#endif

void add(std::uintptr_t address) {
  const std::uint32_t at = noted->size.load(std::memory_order_relaxed);
  if (at == DeathStack::kFrames) return;
  DeathStack::Frame& frame = noted->frames[at];
  dl_find_object found;
  if (find_code(address, found)) {
    const char* file = found.dlfo_link_map->l_name;
    std::strncpy(frame.file.data(), file, frame.file.size() - 1);
    frame.file.back() = '\0';
    frame.offset = address - found.dlfo_link_map->l_addr;
  } else {
    frame.file = {'?'};
    frame.offset = address;
  }
  noted->size.store(at + 1, std::memory_order_release);
}

// What is walked is noted frame by frame, so that a stack broken further out still shows its inner end.
void note(ucontext_t& context) {
  add(place_of(context));
  const mcontext_t before = context.uc_mcontext;
  dl_find_object found;
  const bool called_nowhere = !find_code(place_of(context), found);
  if (sigsetjmp(broken, 0) == 0) {
    if (called_nowhere) undo_call(context);
    ::backtrace(addresses.data(), static_cast<int>(addresses.size()));
  }
  const std::uintptr_t from = place_of(context);
  context.uc_mcontext = before;
  const auto end = std::find(addresses.begin(), addresses.end(), nullptr);
  auto at = std::find_if(addresses.begin(), end, [&](const void* one) { return number(one) == from; });
  if (at == end) return;
  if (!called_nowhere) ++at;  // it is noted
  // Every other address is where a call returns to, which may be behind the function's end.
  for (; at != end; ++at) add(number(*at) - 1);
}

void note_and_die(int signal, siginfo_t*, void* context) {
  if (::getppid() == parent) {
    const pid_t self = ::gettid();
    pid_t nobody = 0;
    if (dying.compare_exchange_strong(nobody, self)) {
      note(*static_cast<ucontext_t*>(context));
    } else if (nobody == self) {
      siglongjmp(broken, 1);
    } else {
      for (;;) ::pause();  // another thread was first, and ends the process
    }
  }
  struct sigaction as_usual {};
  as_usual.sa_handler = SIG_DFL;
  ::sigaction(signal, &as_usual, nullptr);
  ::raise(signal);
}

void note_stack(DeathStack& stack, pid_t of_children_of) {
  noted = &stack;
  parent = of_children_of;
  ::backtrace(addresses.data(), 1);  // loads what it needs, while that may be done
  addresses = {};
  stack_t has{};
  if (::sigaltstack(nullptr, &has) == 0 && (has.ss_flags & SS_DISABLE) != 0) {
    const stack_t own{other_stack.data(), 0, other_stack.size()};
    ::sigaltstack(&own, nullptr);
  }
  for (const int signal : kFaults) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if ((action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_DFL) continue;
    action.sa_sigaction = note_and_die;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    ::sigaction(signal, &action, nullptr);
  }
}

}  // namespace

std::vector<CodePlace> DeathStack::places() const {
  std::vector<CodePlace> all;
  for (const Frame& frame : std::span(frames).first(std::min(size.load(std::memory_order_acquire), kFrames)))
    all.push_back({{frame.file.data(), ::strnlen(frame.file.data(), frame.file.size())}, frame.offset});
  return all;
}

void note_stacks_of_children(DeathStack& stack) { note_stack(stack, ::getpid()); }

void note_own_stack(DeathStack& stack) {
  if (!kSanitized)
    for (const int signal : kFaults) ::signal(signal, SIG_DFL);
  note_stack(stack, ::getppid());
}

bool is_stack_handler(const struct sigaction& action) {
  return action.sa_sigaction == note_and_die;  // signal() gives it back without its flags
}

}  // namespace faultline
