#include "faultline/engine/isolation/program_text.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace faultline {
namespace {

long mappings() {
  std::ifstream maps("/proc/self/maps");
  return std::count(std::istreambuf_iterator<char>(maps), {}, '\n');
}

// 0: as it should be. In a process of its own, because it changes how the program is mapped.
int watch_one(bool noting) {
  const long before = mappings();
  ProgramText text;
  text.take_apart();
  if (mappings() < 2 * before) return 1;
  const pid_t worker = ::fork();
  if (worker == 0) {
    if (noting) text.note();
    ::_exit(0);
  }
  ::waitpid(worker, nullptr, 0);
  text.put_together();
  // In one piece again, but for a few that were one before by chance.
  if (mappings() > before + 4) return 2;
  const pid_t next = ::fork();
  if (next == 0) ::_exit(std::to_string(mappings()).empty() ? 1 : 7);
  int status = 0;
  ::waitpid(next, &status, 0);
  return WEXITSTATUS(status) == 7 ? 0 : 3;
}

[[maybe_unused]] int in_a_process(bool noting) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(watch_one(noting));
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(ProgramText, IsPutTogetherAsItWasAndRuns) { EXPECT_EQ(in_a_process(true), 0); }
TEST(ProgramText, AWorkerThatNotesNothingChangesNothing) { EXPECT_EQ(in_a_process(false), 0); }
#endif

}  // namespace
}  // namespace faultline
