// What a user reads, whole.
#include <regex>

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

// Times, paths and run counts are left to vary; everything else must stand as it is.
std::string settled(std::string text) {
  text = std::regex_replace(text, std::regex("\\d+\\.\\d s"), "N s");
  text = std::regex_replace(text, std::regex("/\\S+/faultline run"), "faultline run");
  text = std::regex_replace(text, std::regex("=/\\S+/zoo"), "=/out/zoo");
  return text;
}

TEST(Report, OfAPlantedBugIsExactlyThis) {
  ReportFolder folder;
  const Ended ended = program({"run", "zoo.durable.truncate_before_publish", "--quiet", "--report-dir", folder.path()});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(settled(ended.out), "");
}

TEST(Report, OfACleanRunStartsByExplainingItself) {
  const Ended ended = program({"run", "chaos.store.memory", "--runs", "10"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(settled(ended.out), "");
}

TEST(List, NamesEveryCheck) {
  const Ended ended = program({"list", "--json", "-"});
  EXPECT_EQ(ended.code, 0);
  const auto list = boost::json::parse(ended.out);
  EXPECT_EQ(list.at("version"), 1);
  std::vector<std::string> names;
  for (const auto& check : list.at("checks").as_array()) names.emplace_back(check.at("name").as_string());
  EXPECT_EQ(names, (std::vector<std::string>{"chaos.durable.posix", "chaos.store.memory", "chaos.store.sqlite"}));
  const auto& durable = list.at("checks").at(0);
  EXPECT_EQ(boost::json::serialize(durable.at("commands")), R"(["get","set","delete","multi","checkpoint"])");
  EXPECT_EQ(boost::json::serialize(durable.at("faults")), R"(["fail_transactions","mismatch_transactions"])");
  EXPECT_EQ(durable.at("crash_points").at(0), "wal.mid-frame");
  EXPECT_TRUE(durable.at("minimum").is_null());
}

TEST(List, NamesThePlantedBugsWithTheirMinimum) {
  const auto list = boost::json::parse(program({"list", "--zoo", "--json", "-"}).out);
  EXPECT_EQ(list.at("checks").as_array().size(), 8U);
  EXPECT_EQ(list.at("checks").at(0).at("name"), "zoo.durable.ack_before_write");
  EXPECT_EQ(list.at("checks").at(0).at("minimum"), "1 command, 1 crash");
}

TEST(RunJson, HasTheDocumentedKeys) {
  ReportFolder folder;
  const auto check = check_json({"run", "zoo.store.lost_update", "--report-dir", folder.path()}, 1);
  for (const char* key : {"name", "model", "target", "isolation", "runs", "steps", "commands", "faults_armed",
                          "faults_fired", "crashes", "seconds", "verdict", "reason", "failures"})
    EXPECT_TRUE(check.contains(key)) << key;
  EXPECT_EQ(check.at("verdict"), "fail");
  const auto& failure = check.at("failures").at(0).as_object();
  for (const char* key :
       {"seed", "class", "origin", "message", "before", "after", "executions", "one_minimal", "repro", "digest"})
    EXPECT_TRUE(failure.contains(key)) << key;
  EXPECT_EQ(boost::json::serialize(failure.at("after")), R"({"commands":2,"faults":0,"crashes":0})");
}

TEST(Help, TeachesAndExitsZero) {
  const Ended ended = program({"--help"});
  EXPECT_EQ(ended.code, 0);
  for (const char* part : {"list", "run", "replay", "bench", "Examples:", "Exit codes:"})
    EXPECT_NE(ended.out.find(part), std::string::npos) << part;
  EXPECT_EQ(ended.out.find("\x1b"), std::string::npos) << "colours only on a terminal";
}

}  // namespace
}  // namespace faultline::program_testing
