#include "faultline/engine/isolation/inventory.h"

#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <thread>

#include "faultline/engine/isolation/fingerprint.h"

#include "isolation/in_a_child.h"

namespace faultline {
namespace {

// What `fn` changes in its process, each as "class: words", and whether the cheap look sees it too. Ends the process's
// test by its exit code, because a change cannot always be undone.
template <class Fn>
void expect_change(Fn fn, const std::string& expected) {
  const int status = testing::in_a_child([&] {
    const Fingerprints fingerprints;
    const Fingerprint first = fingerprints.take();
    const auto before = take_inventory();
    if (!(first == fingerprints.take()) || !changes(before, take_inventory()).empty()) ::_exit(2);
    fn();
    std::string seen;
    for (const Item& item : changes(before, take_inventory())) {
      if (!seen.empty()) seen += "; ";
      seen += std::string(name_of(item.failure)) + ": " + describe(item, 1, "/proc/self");
    }
    if (seen != expected) std::fprintf(stderr, "saw: %s\n", seen.c_str());
    if (seen != expected) ::_exit(3);
    ::_exit(first == fingerprints.take() ? 4 : 0);
  });
  EXPECT_EQ(status, 0) << expected << ": exit code " << WEXITSTATUS(status);
}

TEST(Inventory, SeesDescriptors) {
  expect_change([] { (void)::open("/dev/null", O_RDONLY); }, "leaked_descriptor: left a descriptor open (/dev/null)");
  expect_change([] { (void)!::dup(::open("/proc/self/../version", O_RDONLY)); },
                "leaked_descriptor: left a descriptor open (/proc/version); "
                "leaked_descriptor: left a descriptor open (/proc/version)");
  expect_change([] { ::close(0); }, "closed_descriptor: closed descriptor 0 (stdin), which is not its own");
}

TEST(Inventory, SeesThreadsAndChildren) {
#ifndef __SANITIZE_THREAD__  // starts a thread of its own beside the first one
  expect_change([] { std::thread([] { ::pause(); }).detach(); }, "leaked_thread: left a thread running");
#endif
  expect_change(
      [] {
        if (::fork() > 0) return;
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nothing outlives this test
        for (;;) ::pause();
      },
      "leaked_process: left a process running");
}

TEST(Inventory, SeesSettings) {
  expect_change([] { (void)!::chdir("/usr"); }, "changed_process_state: changed the working folder to /usr");
  expect_change([] { std::signal(SIGTERM, SIG_IGN); }, "changed_process_state: replaced the handler of SIGTERM");
  expect_change([] { ::umask(0123); }, "changed_process_state: changed the umask to 123");
  expect_change([] { std::set_terminate([] { std::_Exit(1); }); },
                "changed_process_state: replaced the terminate handler");
  expect_change(
      [] {
        sigset_t one;
        ::sigemptyset(&one);
        ::sigaddset(&one, SIGUSR1);
        ::sigprocmask(SIG_BLOCK, &one, nullptr);
      },
      "changed_process_state: changed the signal mask");
}

TEST(Inventory, SaysHowMany) {
  EXPECT_EQ(describe({FailureClass::leaked_descriptor, 7, 0}, 3, ""), "left 3 descriptors open");
  EXPECT_EQ(describe({FailureClass::leaked_thread, 7, 0}, 2, ""), "left 2 threads running");
  EXPECT_EQ(describe({FailureClass::leaked_process, 7, 0}, 4, ""), "left 4 processes running");
}

// It was running when it was noted, and ends before it is named.
TEST(Inventory, NamesAProcessThatHasEndedMeanwhile) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(describe({FailureClass::leaked_process, static_cast<std::uint64_t>(child), 0}, 1, ""),
            "left a process running");
  EXPECT_EQ(::waitpid(child, nullptr, 0), child);
}

}  // namespace
}  // namespace faultline
