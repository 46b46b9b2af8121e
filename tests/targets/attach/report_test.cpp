// What a user reads, whole.
#include <regex>

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

// Times, paths and run counts are left to vary; everything else must stand as it is.
std::string settled(std::string text) {
  text = std::regex_replace(text, std::regex("\\d+\\.\\d s"), "N s");
  text = std::regex_replace(text, std::regex("/\\S+/faultline run"), "faultline run");
  text = std::regex_replace(text, std::regex("([ =])/\\S+/zoo"), "$1/out/zoo");
  return text;
}

TEST(Report, OfAPlantedBugIsExactlyThis) {
  ReportFolder folder;
  const Ended ended = program({"run", "zoo.durable.truncate_before_publish", "--quiet", "--report-dir", folder.path()});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(settled(ended.out), R"(
FAIL  zoo.durable.truncate_before_publish          durability/lost_ack
      set(key="a", value=0) was acknowledged at step 1 but is gone after recovery: get(key="a") reads not found.

SHRUNK   42 commands, 2 faults, 4 crashes  ->  2 commands, 0 faults, 1 crash      62 runs, N s, verified 1-minimal

 step  command                   model         actual
    1  set(key="a", value=0)     ok            ok
       ! crash  SIGKILL at checkpoint.truncate.renamed-before-dirsync #1
    2  checkpoint()                            killed here
    3  recover                                 up
       . get(key="a")            0 etag=new    not found   <- FAILED HERE

WHAT MATTERS   without the crash: passes    crash one step later: passes    without any single step: passes
               any other key or first_write: still fails    some other value (4 tried): still fails
               some other ttl: passes in 3 of 4    any other etag: passes
               some other crash point (4 tried) or hit (3 tried): passes

REPLAY   stable 3/3, history e3d54c59b8182b97
  FAULT_SEED=gcb414051:0x4ea52491a903685a faultline run 'zoo.durable.truncate_before_publish'
  FAULT_REPLAY=/out/zoo.durable.truncate_before_publish-lost_ack-e3d54c59.json faultline run 'zoo.durable.truncate_before_publish'
ON DISK  /out/zoo.durable.truncate_before_publish-lost_ack-e3d54c59.crashed   as the last recovery found it
)");
}

TEST(Report, OfACleanRunStartsByExplainingItself) {
  const Ended ended = program({"run", "chaos.store.memory", "--runs", "10"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(settled(ended.out),
            R"(Faultline: 1 check, campaign 0xfa017 (the same seeds every time; --campaign random for new ones)
Each run draws a schedule of commands, faults and crashes from a seed, drives a real system and its model
through it side by side, and compares every answer. A failure is shrunk and saved with its seed.

  pass    chaos.store.memory       in-process     10 runs      881 commands   34 faults armed, 24 fired   0 crashes   N s

WHAT HAPPENED  chaos.store.memory   (command, fault that fired, outcome)
                                             done  not_found      found    refused    counted       each     listed     erased       fail
  get                                                     71         94
  set                                          77                               96
  delete                                       15                               39
  multi                                        60                               86
  multi          fail_transactions                                                                                                     14
  multi          mismatch_transactions                                          10
  counters                                                                                 52
  bulk_get                                                                                            62
  bulk_set                                                                                           100
  bulk_delete                                                                                         29
  list_keys                                                                     16                               30
  delete_prefix                                                                  5                                          25

1 check, no failures, N s
)");
}

// Those of one check that has everything; which checks there are is asked of the registry by tests that need them.
TEST(List, HasTheDocumentedKeys) {
  const Ended ended = program({"list", "--json", "-"});
  EXPECT_EQ(ended.code, 0);
  const auto list = boost::json::parse(ended.out);
  EXPECT_EQ(list.at("version"), 1);
  std::vector<std::string> names;
  for (const auto& check : list.at("checks").as_array()) names.emplace_back(check.at("name").as_string());
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  const auto durable =
      list.at("checks").at(std::find(names.begin(), names.end(), "chaos.durable.posix") - names.begin());
  EXPECT_EQ(durable.at("model"), "durable_model");
  EXPECT_EQ(durable.at("target"), "durable_store_target");
  EXPECT_EQ(durable.at("isolation"), "forked");
  EXPECT_EQ(durable.at("deterministic"), true);
  EXPECT_EQ(durable.at("commands").at(0), "get");
  EXPECT_EQ(durable.at("faults").at(0), "fail_transactions");
  EXPECT_EQ(durable.at("crash_points").at(0), "wal.mid-frame");
  EXPECT_TRUE(durable.at("minimum").is_null());
}

TEST(List, NamesThePlantedBugsWithTheirMinimum) {
  const std::regex size("\\d+ commands?(, \\d+ faults?)?(, \\d+ crash(es)?)?(, \\d+ power loss(es)?)?");
  for (const auto& bug : listed({"list", "--zoo"})) {
    EXPECT_TRUE(name_of(bug).starts_with("zoo."));
    EXPECT_TRUE(std::regex_match(std::string(bug.at("minimum").as_string()), size)) << bug;
    if (name_of(bug) == "zoo.durable.ack_before_sync") {
      EXPECT_EQ(bug.at("minimum"), "1 command, 1 power loss");
    }
  }
}

TEST(RunJson, HasTheDocumentedKeys) {
  ReportFolder folder;
  const auto check = check_json({"run", "zoo.store.lost_update", "--report-dir", folder.path()}, 1);
  for (const char* key :
       {"name", "model", "target", "isolation", "runs", "steps", "commands", "faults_armed", "faults_fired", "crashes",
        "seconds", "verdict", "reason", "failures", "digest", "distribution", "never_happened"})
    EXPECT_TRUE(check.contains(key)) << key;
  EXPECT_EQ(check.at("verdict"), "fail");
  const auto& failure = check.at("failures").at(0).as_object();
  for (const char* key :
       {"seed", "class", "origin", "message", "before", "after", "executions", "one_minimal", "repro", "digest"})
    EXPECT_TRUE(failure.contains(key)) << key;
  EXPECT_EQ(boost::json::serialize(failure.at("after")), R"({"commands":2,"faults":0,"crashes":0})");
}

TEST(RunJson, CountsWhatHappened) {
  const auto check = check_json({"run", "chaos.store.memory", "--runs", "2000"}, 0);
  EXPECT_EQ(boost::json::serialize(check.at("never_happened")), "[]");
  std::uint64_t commands = 0, fired = 0;
  for (const auto& one : check.at("distribution").as_array()) {
    commands += one.at("count").to_number<std::uint64_t>();
    if (!one.at("fault").is_null()) fired += one.at("count").to_number<std::uint64_t>();
  }
  EXPECT_EQ(commands, check.at("commands").to_number<std::uint64_t>());
  EXPECT_EQ(fired, check.at("faults_fired").to_number<std::uint64_t>());
}

TEST(Warning, NamesWhatNeverHappened) {
  const Ended ended = program({"run", "chaos.durable.posix", "--runs", "2", "--steps", "5"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_NE(ended.out.find("never happened: "), std::string::npos) << ended.out;
  EXPECT_NE(ended.out.find("a crash at recovery.torn-tail-before-truncate"), std::string::npos) << ended.out;
}

TEST(Verbose, WritesEveryStepAsItHappens) {
  for (const char* isolation : {"in-process", "forked"}) {
    const Ended ended =
        program({"run", "chaos.store.memory", "--runs", "1", "--steps", "20", "--verbose", "--isolate", isolation});
    EXPECT_EQ(ended.code, 0);
    for (int step = 1; step <= 20; ++step)
      EXPECT_TRUE(std::regex_search(ended.err, std::regex("(^|\\n) +" + std::to_string(step) + "  ")))
          << step << ended.err;
  }
}

TEST(SelfTest, TheStoresChecksNoticeEverything) {
  const Ended ended = program({"self-test", "chaos.store.memory", "--runs", "50"});
  EXPECT_EQ(ended.code, 0) << ended.out;
  EXPECT_TRUE(std::regex_search(
      ended.out, std::regex("chaos.store.memory +(\\d+)/\\1 +(\\d+)/\\2 +(\\d+)/\\3 +(\\d+)/\\4 +(\\d+)/\\5\\n")))
      << ended.out;
}

TEST(Help, TeachesAndExitsZero) {
  const Ended ended = program({"--help"});
  EXPECT_EQ(ended.code, 0);
  for (const char* part : {"list", "run", "replay", "shrink", "explain", "self-test", "Examples:", "Exit codes:"})
    EXPECT_NE(ended.out.find(part), std::string::npos) << part;
#ifdef FAULTLINE_BENCHMARKS
  EXPECT_NE(ended.out.find("bench"), std::string::npos);
#endif
  EXPECT_EQ(ended.out.find("\x1b"), std::string::npos) << "colours only on a terminal";
}

}  // namespace
}  // namespace faultline::program_testing
