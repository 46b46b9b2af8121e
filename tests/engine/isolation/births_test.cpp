#include "faultline/engine/isolation/births.h"

#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "faultline/engine/isolation/processes.h"

#include "isolation/in_a_child.h"

namespace faultline {
namespace {

using testing::child_that;
using testing::wait_for_ever;

// A parent that ends, a session of its own, and another program.
void become_a_daemon() {
  child_that([] {
    ::setsid();
    ::execl("/bin/sleep", "sleep", "1000", nullptr);
  });
}

// Of the one child that `fn` left running, once there is no other.
std::optional<std::uint64_t> mark_of_what_is_left() {
  for (;;) {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    const auto children = children_of(::getpid());
    if (children.size() == 1 && !children[0].ended()) return birth_mark(children[0].pid);
  }
}

TEST(Births, OfADaemonAreTold) {
  const int status = testing::in_a_child([] {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    mark_births(7);
    child_that(become_a_daemon);
    mark_births(8);
    const auto mark = mark_of_what_is_left();
    end_children();
    ::_exit(mark == 7U ? 0 : 1);
  });
  EXPECT_EQ(status, 0);
}

// As a target whose daemon is slow to leave, in a run that follows another.
TEST(Births, AreThoseOfTheForkHoweverLateItEnds) {
  const int status = testing::in_a_child([] {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    mark_births(1);
    child_that([] {
      ::usleep(20'000);
      become_a_daemon();
    });
    mark_births(2);
    const pid_t second = child_that(wait_for_ever);
    bool right = birth_mark(second) == 2U;
    ::kill(second, SIGKILL);
    right &= mark_of_what_is_left() == 1U;
    end_children();
    ::_exit(right ? 0 : 1);
  });
  EXPECT_EQ(status, 0);
}

TEST(Births, OfWhatNobodyMarkedAreNotKnown) {
  const int status = testing::in_a_child([] {
    const pid_t unmarked = child_that(wait_for_ever);
    mark_births(3);
    const pid_t unlimited = child_that([] {
      const rlimit none{RLIM_INFINITY, RLIM_INFINITY};
      ::setrlimit(RLIMIT_RTTIME, &none);
      ::raise(SIGSTOP);
    });
    ::waitpid(unlimited, nullptr, WUNTRACED);
    const bool right = !birth_mark(unmarked) && !birth_mark(unlimited) && birth_mark(::getpid()) == 3U;
    end_children();
    ::_exit(right && !birth_mark(unlimited) ? 0 : 1);
  });
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace faultline
