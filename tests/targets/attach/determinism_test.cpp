// Same seeds, same histories: in two processes, under load, in every isolation.
#include <atomic>
#include <cstdlib>
#include <thread>

#include "faultline/engine/isolation/limits.h"

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

// A sanitizer makes each fifteen times as slow, and a database or a process for each crash is slow by itself: fewer of
// them find by day what they would find.
int seeds_for(const std::string& check) {
  if (std::getenv("FAULTLINE_NIGHT") != nullptr) return 1000;
  const bool fast = check.ends_with("memory") || check.ends_with("simulated");
  return kSanitized ? 20 : fast ? 1000 : 100;
}

class Determinism : public testing::TestWithParam<std::string> {};

TEST_P(Determinism, ManySeedsGiveTheSameDigestInAnotherProcessUnderLoad) {
  const int seeds = seeds_for(GetParam());
  const std::vector<std::string> run{"run", GetParam(), "--runs", std::to_string(seeds)};
  const auto quiet = check_json(run, 0);
  std::atomic<bool> stop{false};
  std::vector<std::jthread> load;
  for (int i = 0; i < 4; ++i) {
    load.emplace_back([&stop] {
      while (!stop) {
      }
    });
  }
  const auto loaded = check_json(run, 0);
  stop = true;
  EXPECT_EQ(quiet.at("digest"), loaded.at("digest"));
  EXPECT_EQ(quiet.at("runs"), seeds);
  EXPECT_EQ(quiet.at("crashes"), loaded.at("crashes"));
  EXPECT_EQ(quiet.at("commands"), loaded.at("commands"));
}

std::vector<std::string> deterministic_checks() {
  std::vector<std::string> names;
  for (const auto& check : listed())
    if (check.at("deterministic").as_bool()) names.push_back(name_of(check));
  return names;
}

INSTANTIATE_TEST_SUITE_P(EveryCheck, Determinism, testing::ValuesIn(deterministic_checks()),
                         [](const auto& check) { return as_test_name(check.param); });

// Those that run in this process can run in workers as well.
std::vector<std::string> checks_for_both(const std::vector<std::string>& arguments) {
  std::vector<std::string> names;
  for (const auto& check : listed(arguments))
    if (check.at("isolation") == "in-process" && check.at("deterministic").as_bool()) names.push_back(name_of(check));
  return names;
}

TEST(Isolation, DoesNotChangeTheHistory) {
  const auto names = checks_for_both({"list"});
  EXPECT_FALSE(names.empty());
  for (const std::string& name : names) {
    const auto here = check_json({"run", name, "--runs", "500"}, 0);
    const auto forked = check_json({"run", name, "--runs", "500", "--isolate", "forked"}, 0);
    EXPECT_EQ(here.at("digest"), forked.at("digest")) << name;
    EXPECT_EQ(here.at("isolation"), "in-process");
    EXPECT_EQ(forked.at("isolation"), "forked");
  }
}

TEST(Isolation, DoesNotChangeAFailure) {
  ReportFolder folder;
  const auto names = checks_for_both({"list", "--zoo"});
  EXPECT_FALSE(names.empty());
  for (const std::string& name : names) {
    const auto failure = [&](const char* isolation) {
      const auto check = check_json({"run", name, "--isolate", isolation, "--report-dir", folder.path()}, 1);
      const auto& first = check.at("failures").at(0);
      return std::vector<boost::json::value>{first.at("class"), first.at("origin"), first.at("digest"),
                                             first.at("after"), check.at("digest")};
    };
    EXPECT_EQ(failure("in-process"), failure("forked")) << name;
  }
}

TEST(Campaign, OtherSeedsGiveAnotherHistory) {
  const auto one = check_json({"run", "chaos.store.memory", "--runs", "10", "--campaign", "1"}, 0);
  const auto two = check_json({"run", "chaos.store.memory", "--runs", "10", "--campaign", "2"}, 0);
  EXPECT_NE(one.at("digest"), two.at("digest"));
}

}  // namespace
}  // namespace faultline::program_testing
