// Many crash schedules in one go, and nothing left behind: descriptors, processes, files. A short version runs with the
// other tests; the night's is `ctest --preset default -C night -R '^night'`.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "faultline/engine/isolation/limits.h"
#include "faultline/engine/words/seed.h"
#include "faultline/targets/attach/check.h"
#include "faultline/targets/attach/session.h"
#include "faultline/targets/store/target/backends.h"

namespace faultline {
namespace {

FAULTLINE_CHECK(chaos.night.posix, models::DurableModel, targets::DurableStoreTarget);
FAULTLINE_CHECK(chaos.night.simulated, models::SimulatedStoreModel, targets::SimulatedStoreTarget);

std::set<std::string> names_in(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

// Those of this process and of what it started. The one that reads them is not there any more.
struct Leavings {
  std::set<std::string> descriptors, workspaces;
  std::string children;

  bool operator==(const Leavings&) const = default;
};

Leavings leavings(const std::filesystem::path& workspaces) {
  Leavings now{names_in("/proc/self/fd"), names_in(workspaces), ""};
  for (const std::string& task : names_in("/proc/self/task")) {
    std::ifstream file("/proc/self/task/" + task + "/children");
    std::string children;
    std::getline(file, children);
    now.children += children;
  }
  return now;
}

// That the look below sees what it is for.
TEST(NightLeavings, ADescriptorAProcessAndAFileAreSeen) {
  const auto workspaces = make_workspace_root();
  const Leavings before = leavings(workspaces);
  const int descriptor = ::open("/dev/null", O_RDONLY);
  EXPECT_FALSE(leavings(workspaces) == before);
  ::close(descriptor);
  const pid_t child = ::fork();
  if (child == 0)
    for (;;) ::pause();
  EXPECT_FALSE(leavings(workspaces) == before);
  ::kill(child, SIGKILL);
  EXPECT_FALSE(leavings(workspaces) == before);  // a zombie
  ::waitpid(child, nullptr, 0);
  std::ofstream(workspaces / "file") << "left";
  EXPECT_FALSE(leavings(workspaces) == before);
  std::filesystem::remove(workspaces / "file");
  EXPECT_TRUE(leavings(workspaces) == before);
  Workspace(workspaces).remove();
}

bool has_a_crash(const Check& check, std::uint64_t campaign, std::uint64_t run) {
  const Generated input{run_seed(campaign, check.info().name, run), check.info().steps};
  return check.size(check.generate(input)).crashes > 0;
}

struct Amount {
  const char* check;
  std::uint64_t by_day, by_night;  // schedules with a crash

  friend std::ostream& operator<<(std::ostream& out, const Amount& amount) { return out << amount.check; }
};

class Night : public testing::TestWithParam<Amount> {};

TEST_P(Night, CrashSchedulesLeaveNothingBehind) {
  const auto workspaces = make_workspace_root();  // everything that the session makes is in here
  ::setenv("TMPDIR", workspaces.c_str(), 1);
  Check& check = *Registry::instance().find(GetParam().check);
  const std::uint64_t wanted = std::getenv("FAULTLINE_NIGHT") != nullptr ? GetParam().by_night : GetParam().by_day;
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // what outlives the fork server becomes a child of this process
  const Leavings before = leavings(workspaces);
  CampaignOptions options;
  std::uint64_t runs = 0;
  for (std::uint64_t crashing = 0; crashing < wanted; ++runs) crashing += has_a_crash(check, options.campaign, runs);
  options.runs = static_cast<std::uint32_t>(runs);
  {
    Session session;
    const CheckReport report = session.run(check, std::nullopt, options);
    EXPECT_TRUE(report.findings.empty());
    // A run in a hundred thousand has more possible worlds than the oracle follows.
    EXPECT_TRUE(report.verdict == VerdictKind::pass || report.verdict == VerdictKind::inconclusive) << report.reason;
    EXPECT_LE(report.inconclusive, runs / 100'000) << report.reason;
    EXPECT_EQ(report.runs, runs);
    EXPECT_GE(report.stats.crashes, wanted * 3 / 4) << "most crashes that are armed should also happen";
    std::printf("%s: %llu runs, %llu crashes, %llu recoveries, %.1f s %s\n", GetParam().check,
                static_cast<unsigned long long>(report.runs), static_cast<unsigned long long>(report.stats.crashes),
                static_cast<unsigned long long>(report.stats.recoveries), report.seconds, report.reason.c_str());
  }
  EXPECT_EQ(leavings(workspaces), before);
  ::unsetenv("TMPDIR");
  Workspace(workspaces).remove();
}

INSTANTIATE_TEST_SUITE_P(Durable, Night,
                         testing::Values(Amount{"chaos.night.posix", 500, 10'000},
                                         Amount{"chaos.night.simulated", kSanitized ? 2'000 : 20'000, 1'000'000}),
                         [](const auto& amount) { return amount.index == 0 ? "Posix" : "Simulated"; });

}  // namespace
}  // namespace faultline
