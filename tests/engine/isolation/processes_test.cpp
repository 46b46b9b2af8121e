#include "faultline/engine/isolation/processes.h"

#include <csignal>
#include <sched.h>
#include <sys/prctl.h>

#include "isolation/in_a_child.h"

namespace faultline {
namespace {

using testing::child_that;
using testing::wait_for_ever;

void crash() {
  std::signal(SIGSEGV, SIG_DFL);
  ::raise(SIGSEGV);
}
// Until it has ended; it stays unwaited.
void await_end(pid_t child) {
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
}

TEST(Processes, ChildrenAreSeenAliveAndEnded) {
  EXPECT_FALSE(has_children());
  EXPECT_TRUE(children_of(::getpid()).empty());
  const pid_t living = child_that(wait_for_ever), ended = child_that([] {}), crashed = child_that(crash);
  await_end(ended);
  await_end(crashed);
  EXPECT_TRUE(has_children());
  const auto children = children_of(::getpid());
  ASSERT_EQ(children.size(), 3u);
  for (const ChildProcess& child : children) {
    EXPECT_EQ(child.ended(), child.pid != living) << child.state;
    EXPECT_EQ(child.crashed(), child.pid == crashed);
    EXPECT_EQ(child.group, ::getpgrp());
    EXPECT_EQ(child.name, "faultline_engin");
  }
  EXPECT_TRUE(end_children());
  EXPECT_FALSE(has_children());
}

TEST(Processes, NoneEscapesByASessionOfItsOwn) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (int i = 0; i < 5; ++i) {
    child_that([] {
      ::setsid();
      std::signal(SIGTERM, SIG_IGN);
      child_that([] {
        ::setpgid(0, 0);
        child_that(wait_for_ever);
        wait_for_ever();
      });
    });
  }
  EXPECT_TRUE(end_children());
  EXPECT_FALSE(has_children());
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TEST(Processes, ThoseOfItsOwnGroupAreLeftByASignalHandler) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t own = child_that(wait_for_ever);
  const pid_t fled = child_that([] {
    ::setsid();
    child_that([] {
      ::setsid();
      wait_for_ever();
    });
    wait_for_ever();
  });
  while (::getpgid(fled) == ::getpgrp()) ::sched_yield();
  kill_fled_children();
  const auto left = children_of(::getpid());
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].pid, own);
  EXPECT_TRUE(end_children());
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

}  // namespace
}  // namespace faultline
