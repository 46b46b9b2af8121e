// `faultline sweep`, as users run it.
#include <algorithm>
#include <filesystem>

#include "program_testing.h"

namespace faultline {
namespace {

using namespace program_testing;

std::uint64_t count(const boost::json::value& row, const char* column) {
  return row.at(column).to_number<std::uint64_t>();
}

TEST(Sweep, ReachesEveryPointOfAHealthyStoreAndLosesNothing) {
  for (const std::string check : {"chaos.durable.posix", "chaos.durable.simulated"}) {
    SCOPED_TRACE(check);
    const auto json = check_json({"sweep", check}, 0);
    EXPECT_EQ(json.at("verdict"), "pass");
    EXPECT_TRUE(json.at("never_reached").as_array().empty());
    EXPECT_GT(json.at("crashes_in_recovery").to_number<int>(), 0);
    EXPECT_GE(json.at("points").as_array().size(), 16u);
    for (const auto& row : json.at("points").as_array()) {
      SCOPED_TRACE(row.at("point").as_string().c_str());
      EXPECT_GT(count(row, "hits"), 0u);
      EXPECT_GE(count(row, "crashes"), count(row, "hits"));
      EXPECT_EQ(count(row, "recoveries"), count(row, "crashes"));
      EXPECT_EQ(count(row, "losses"), 0u);
    }
  }
}

TEST(Sweep, FindsALossAndShrinksIt) {
  const ReportFolder folder;
  const auto json = check_json({"sweep", "zoo.durable.truncate_before_publish", "--report-dir", folder.path()}, 1);
  std::uint64_t losses = 0;
  for (const auto& row : json.at("points").as_array()) losses += count(row, "losses");
  EXPECT_GT(losses, 0u);
  const auto& failure = json.at("failures").at(0);
  EXPECT_EQ(failure.at("class"), "lost_ack");
  EXPECT_TRUE(failure.at("one_minimal").as_bool());
  EXPECT_TRUE(std::filesystem::exists(failure.at("repro").as_string().c_str()));
}

TEST(Sweep, IsTheSameEveryTimeAndForAnyNumberOfWorkers) {
  const auto points = [](std::vector<std::string> more) {
    std::vector<std::string> arguments{"sweep", "chaos.durable.posix", "--runs", "3"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return boost::json::serialize(check_json(arguments, 0).at("points"));
  };
  const std::string once = points({});
  EXPECT_EQ(once, points({}));
  EXPECT_EQ(once, points({"--jobs", "2"}));
}

TEST(Sweep, NamesThePointsThatNothingReached) {
  const Ended ended = program({"sweep", "chaos.durable.posix", "--runs", "1", "--steps", "2"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_NE(ended.out.find("never reached: recovery.snapshot-promoted-before-sync"), std::string::npos) << ended.out;
}

TEST(Sweep, TakesTheScheduleOfARepro) {
  const ReportFolder folder;
  const std::string bug = "zoo.durable.truncate_before_publish";
  const auto found = check_json({"run", bug, "--report-dir", folder.path()}, 1);
  const std::string repro = found.at("failures").at(0).at("repro").as_string().c_str();
  const auto json = check_json({"sweep", bug, "--replay", repro, "--report-dir", folder.path()}, 1);
  EXPECT_EQ(json.at("runs"), 1);
  EXPECT_GT(json.at("failures").as_array().size(), 0u);
}

// A protocol's fail points are faults of its model, and no crash points.
TEST(Sweep, NamesThePointsThatAreNotTheTargets) {
  const Ended ended = program({"sweep", "chaos.reference.posix", "--runs", "4"});
  EXPECT_NE(ended.out.find("passed too, but not swept, as they are none of its crash_points(): reference.commit, "
                           "reference.publish\n"),
            std::string::npos)
      << ended.out;
  const auto json = check_json({"sweep", "chaos.durable.posix", "--runs", "1", "--steps", "5"}, 3);
  EXPECT_TRUE(json.at("other_points").as_array().empty());
}

TEST(Sweep, RefusesWhatCannotBeSwept) {
  const auto refused = [](std::vector<std::string> arguments, const std::string& why) {
    arguments.insert(arguments.begin(), "sweep");
    const Ended ended = program(arguments);
    EXPECT_EQ(ended.code, 2) << ended.out;
    EXPECT_NE(ended.err.find(why), std::string::npos) << ended.err;
  };
  refused({"chaos.store.memory"}, "crash points");
  refused({"chaos.nobody"}, "chaos.nobody");
  refused({"chaos.durable.*", "--seed", "1"}, "belongs to one check");
  refused({"chaos.durable.posix", "--isolate", "in-process"}, "in-process");
  refused({"chaos.durable.simulated", "--isolate", "forked"}, "in-process");
}

// What recovery found on disk stays beside the repro.
TEST(Sweep, ACrashedImageIsKeptWithTheRepro) {
  const ReportFolder folder;
  for (const std::string bug :  // the last on a simulated disk
       {"zoo.durable.truncate_before_publish", "zoo.durable.ack_before_write", "zoo.durable.ack_before_sync"}) {
    const auto json = check_json({"run", bug, "--report-dir", folder.path()}, 1);
    const std::filesystem::path image = json.at("failures").at(0).at("image").as_string().c_str();
    EXPECT_TRUE(std::filesystem::exists(image / "store" / "log")) << image;
  }
}

}  // namespace
}  // namespace faultline
