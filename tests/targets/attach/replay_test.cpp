// Every failure is reproduced by its printed line, by its repro file, and under the crash harness.
#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

#include "program_testing.h"

namespace faultline::program_testing {
namespace {

constexpr const char* kZoo[] = {
    "zoo.store.lost_update",
    "zoo.store.stale_etag_after_delete",
    "zoo.store.expired_visible_to_etag_check",
    "zoo.store.mid_transaction_check",
    "zoo.store.half_transaction",
    "zoo.store.ttl_kept_on_rewrite",
    "zoo.store.listing_page_skips",
    "zoo.store.prefix_too_greedy",
    "zoo.store.notified_twice",
    "zoo.store.failure_count_wrong",
    "zoo.store.previous_reply_returned",
    "zoo.store.stale_cache",
    "zoo.store.orphan_reminder",
    "zoo.store.stuck_workflow",
    "zoo.store.torn_read",
    "zoo.durable.ack_before_write",
    "zoo.durable.torn_tail_kept",
    "zoo.durable.truncate_before_publish",
    "zoo.durable.unlogged_delete",
    "zoo.durable.commit_marker_ignored",
    "zoo.durable.checksum_skips_length",
    "zoo.durable.torn_tail_replayed",
    "zoo.durable.half_temp_promoted",
    "zoo.durable.install_left_unfinished",

    "zoo.durable.replay_not_idempotent",
    "zoo.durable.backup_forgotten",
    "zoo.durable.stale_backup_promoted",
    "zoo.durable.reference_advanced_twice",
    "zoo.durable.journal_removed_before_undo",
    "zoo.durable.ack_before_sync",
    "zoo.durable.rename_without_folder_sync",
    "zoo.durable.stale_temp_promoted",
    "zoo.durable.short_write_ignored",
    "zoo.durable.replayed_not_synced",
};

// Their repros do not come to an end by themselves.
constexpr const char* kDeadly[] = {"zoo.store.crash_on_empty_transaction", "zoo.store.hang_on_large_transaction"};

TEST(PlantedBugs, AreAllReplayed) {
  std::vector<std::string> listed, here(std::begin(kZoo), std::end(kZoo));
  here.insert(here.end(), std::begin(kDeadly), std::end(kDeadly));
  std::sort(here.begin(), here.end());
  const auto list = boost::json::parse(program({"list", "--zoo", "--json", "-"}).out);
  for (const auto& check : list.at("checks").as_array()) listed.emplace_back(check.at("name").as_string());
  EXPECT_EQ(listed, here);
}

class Replay : public testing::TestWithParam<const char*> {
 protected:
  ReportFolder folder_;
};

std::string first_match(const std::string& text, const std::string& pattern) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : "";
}

TEST_P(Replay, ThePrintedLinesReproduceTheSameHistory) {
  const Ended found = program({"run", GetParam()}, {{"FAULT_REPORT_DIR", folder_.path()}});
  ASSERT_EQ(found.code, 1) << found.out << found.err;
  const std::string seed = first_match(found.out, "FAULT_SEED=(\\S+)");
  const std::string repro = first_match(found.out, "FAULT_REPLAY=(\\S+)");
  const std::string digest = first_match(found.out, "history ([0-9a-f]{16})");
  ASSERT_FALSE(seed.empty() || repro.empty() || digest.empty()) << found.out;

  const Ended by_seed = program({"run", GetParam()}, {{"FAULT_SEED", seed}, {"FAULT_REPORT_DIR", folder_.path()}});
  EXPECT_EQ(by_seed.code, 1);
  EXPECT_EQ(first_match(by_seed.out, "history ([0-9a-f]{16})"), digest) << by_seed.out;

  const Ended by_variable = program({"run", GetParam()}, {{"FAULT_REPLAY", repro}});
  EXPECT_EQ(by_variable.code, 1);
  EXPECT_EQ(first_match(by_variable.out, "history ([0-9a-f]{16})"), digest) << by_variable.out;
  EXPECT_NE(by_variable.out.find("as recorded, same history"), std::string::npos) << by_variable.out;

  EXPECT_EQ(program({"replay", repro}).code, 1);
}

class CrashHarness : public Replay {};

TEST_P(CrashHarness, TheReproFailsInTheSameWay) {
  const auto check = check_json({"run", GetParam(), "--report-dir", folder_.path()}, 1);
  const auto& failure = check.at("failures").at(0).as_object();
  const std::string repro(failure.at("repro").as_string());
  ReportFolder artefacts;
  crash::Options options;
  options.arguments = {repro};
  options.folder = artefacts.path();
  // Simulated deaths are over in one process.
  const int crashes = check.at("isolation") == "forked" ? failure.at("after").at("crashes").to_number<int>() : 0;
  for (int i = 0; i < crashes; ++i) {
    const crash::Outcome killed = crash::run(FAULTLINE_PROGRAM, "crash-child", options);
    EXPECT_TRUE(killed.killed()) << killed.out() << killed.err();
  }
  const crash::Outcome ended = crash::run(FAULTLINE_PROGRAM, "crash-child", options);
  EXPECT_EQ(ended.exit_code(), 1) << ended.err();
  const auto text = [&](const char* key) { return std::string(failure.at(key).as_string()); };
  EXPECT_EQ(ended.out(), "fail " + text("class") + ' ' + text("origin") + ' ' + text("digest") + '\n');
}

std::string name_of(const testing::TestParamInfo<const char*>& bug) {
  std::string name = bug.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Zoo, Replay, testing::ValuesIn(kZoo), name_of);
INSTANTIATE_TEST_SUITE_P(Deadly, Replay, testing::ValuesIn(kDeadly), name_of);
INSTANTIATE_TEST_SUITE_P(Zoo, CrashHarness, testing::ValuesIn(kZoo), name_of);

// A schedule that failed on a planted bug passes on the healthy system, and a replay says so.
TEST(ReplayOfAFixedBug, PassesAndSaysSo) {
  ReportFolder folder;
  const auto check = check_json({"run", "zoo.durable.unlogged_delete", "--report-dir", folder.path()}, 1);
  const std::string repro(check.at("failures").at(0).at("repro").as_string());
  std::ifstream in(repro);
  std::stringstream text;
  text << in.rdbuf();
  const std::string fixed = folder.path() + "/fixed.json";
  std::ofstream(fixed) << std::regex_replace(text.str(), std::regex("zoo.durable.unlogged_delete"),
                                             "chaos.durable.posix");
  const Ended ended = program({"replay", fixed});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_NE(ended.out.find("does not happen any more"), std::string::npos) << ended.out;
}

}  // namespace
}  // namespace faultline::program_testing
