#include "faultline/engine/isolation/death_stack.h"

#include <csetjmp>
#include <csignal>
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <thread>

#include "faultline/engine/isolation/fingerprint.h"
#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/report/stack_text.h"

#include "isolation/in_a_child.h"

namespace faultline {
namespace deaths {

// Not in an unnamed namespace, and not inlined: their names are looked for.
[[gnu::noinline]] void touch_nothing() {
  volatile int* volatile nowhere = nullptr;  // or gcc leaves the call of this out
  *nowhere = 1;
}
[[gnu::noinline]] void give_up() { std::abort(); }
[[gnu::noinline]] int call(int (*function)()) { return function() + 1; }
[[gnu::noinline]] void call_nowhere() {
  int (*volatile nowhere)() = nullptr;
  call(nowhere);
}
[[gnu::noinline]] int sink(int depth) {
  volatile char much[1024];
  much[0] = static_cast<char>(depth);
  return depth < 0 ? 0 : sink(depth + 1) + much[0];
}
// Its own frame is gone when it dies, so nobody can tell who called it.
[[gnu::noinline]] void break_stack() {
  auto** frame = static_cast<void**>(__builtin_frame_address(0));
  for (int i = 0; i < 40; ++i) frame[i] = reinterpret_cast<void*>(0x10);  // NOLINT: likewise
  std::abort();
}

}  // namespace deaths
namespace {

using testing::Shared;

struct Dead {
  int signal = 0;
  std::vector<std::string> stack;

  // The place in the stack of the call of this function; -1: it is not in it.
  int at(const std::string& function) const {
    for (std::size_t i = 0; i < stack.size(); ++i)
      if (stack[i].find(function) != std::string::npos) return static_cast<int>(i);
    return -1;
  }
};

template <class Fn>
Dead dead_of(Fn fn) {
  const Shared<DeathStack> stack;
  note_stacks_of_children(*stack);
  const int status = testing::in_a_child([&] {
    limit_memory(0, std::uint64_t{1} << 40);  // no core files
    fn();
  });
  return {WIFSIGNALED(status) ? WTERMSIG(status) : 0, stack_text(stack->places())};
}

// A sanitizer has handlers of its own for all but abort().
class DeathStacks : public ::testing::Test {
 protected:
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "the sanitizer tells its own stacks";
  }
};

TEST_F(DeathStacks, ShowWhereAFaultCameInnermostFirst) {
  const Dead dead = dead_of(deaths::touch_nothing);
  EXPECT_EQ(dead.signal, SIGSEGV);
  EXPECT_EQ(dead.at("deaths::touch_nothing()"), 0) << dead.stack.size();
  EXPECT_GT(dead.at("TestBody"), 0);
}

TEST(DeathStack, OfAnAbortBeginsWithIt) {
  const Dead dead = dead_of(deaths::give_up);
  EXPECT_EQ(dead.signal, SIGABRT);
  EXPECT_EQ(dead.at("abort"), 0);
  EXPECT_EQ(dead.at("deaths::give_up()"), 1);
}

TEST_F(DeathStacks, OfACallToNowhereShowsTheCaller) {
  const Dead dead = dead_of(deaths::call_nowhere);
  EXPECT_EQ(dead.signal, SIGSEGV);
  EXPECT_EQ(dead.at("0x0, where no code is"), 0);
  EXPECT_EQ(dead.at("deaths::call(int (*)())"), 1);
}

TEST_F(DeathStacks, OfAnOverflowIsCut) {
  const Dead dead = dead_of([] { deaths::sink(0); });
  EXPECT_EQ(dead.signal, SIGSEGV);
  EXPECT_EQ(dead.at("deaths::sink(int)"), 0);
  ASSERT_EQ(dead.stack.size(), 21u);
  EXPECT_EQ(dead.stack.back(), "...");
}

TEST_F(DeathStacks, OfAThreadIsTheThreads) {
  const Dead dead = dead_of([] { std::thread(deaths::touch_nothing).join(); });
  EXPECT_EQ(dead.signal, SIGSEGV);
  EXPECT_EQ(dead.at("deaths::touch_nothing()"), 0);
  EXPECT_EQ(dead.at("TestBody"), -1);
}

TEST_F(DeathStacks, ABrokenOneEndsTheSameWay) {
  EXPECT_EQ(dead_of(deaths::break_stack).signal, SIGABRT);
  const auto lose_stack = [] {
    char* page = static_cast<char*>(::mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
#if defined(__x86_64__)
    asm volatile("mov %0, %%rsp; mov %0, %%rbp; push %%rax" ::"r"(page));
#else
    *page = 1;
#endif
  };
  EXPECT_EQ(dead_of(lose_stack).signal, SIGSEGV);
}

TEST_F(DeathStacks, EverySignalStaysWhatItWas) {
  for (const int signal : {SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGTERM, SIGKILL, SIGTRAP})
    EXPECT_EQ(dead_of([&] { ::raise(signal); }).signal, signal);
  EXPECT_TRUE(dead_of([] { ::raise(SIGTERM); }).stack.empty());
}

// A target's own handler is its own business; where it gives back what was there, the stack is told again.
TEST_F(DeathStacks, HandlersOfATargetStandInFront) {
  static std::jmp_buf back;
  const auto survive = [](int) { std::longjmp(back, 1); };
  const Dead survived = dead_of([&] {
    std::signal(SIGSEGV, survive);
    if (setjmp(back) == 0) deaths::touch_nothing();
    ::_exit(3);
  });
  EXPECT_EQ(survived.signal, 0);
  EXPECT_TRUE(survived.stack.empty());
  const Dead dead = dead_of([&] {
    const auto before = std::signal(SIGSEGV, survive);
    std::signal(SIGSEGV, before);
    deaths::touch_nothing();
  });
  EXPECT_EQ(dead.signal, SIGSEGV);
}

TEST_F(DeathStacks, AreNoneOfWhatATargetStarts) {
  const Dead dead = dead_of([] {
    const int status = testing::in_a_child(deaths::touch_nothing);
    ::_exit(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV ? 3 : 4);
  });
  EXPECT_EQ(dead.signal, 0);
  EXPECT_TRUE(dead.stack.empty());
}

// Who sets a signal back to its default has changed nothing.
TEST_F(DeathStacks, TheHandlerIsNoneInAFingerprint) {
  const int status = testing::in_a_child([] {
    const Settings before = settings_now();
    for (const int signal : {SIGSEGV, SIGABRT}) std::signal(signal, SIG_DFL);
    const bool same = settings_now() == before;
    std::signal(SIGSEGV, SIG_IGN);
    ::_exit(same && !(settings_now() == before) ? 3 : 4);
  });
  EXPECT_EQ(WEXITSTATUS(status), 3);
}

TEST(DeathStack, AWildWriterCostsTheStackAndNothingElse) {
  const Shared<DeathStack> stack;
  stack->size = ~std::uint32_t{0};
  for (auto& frame : stack->frames) frame.file.fill('x');
  const auto places = stack->places();
  ASSERT_EQ(places.size(), std::size_t{DeathStack::kFrames});
  EXPECT_EQ(places[0].file, std::string(248, 'x'));
  EXPECT_EQ(stack_text(places).size(), 21u);
}

}  // namespace
}  // namespace faultline
