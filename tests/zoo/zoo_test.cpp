// Every planted bug is found within 2,000 runs and shrinks to one exact schedule, whatever seed found it.
#include <filesystem>
#include <map>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "faultline/engine/words/seed.h"
#include "faultline/targets/attach/session.h"

namespace faultline {
namespace {

constexpr std::uint64_t kSeeds = 20;
constexpr std::uint32_t kRuns = 2000;

// The minimal schedule of each planted bug, as in its repro file.
#define SET R"({"command":{"set":{"key":"a","value":0,"etag":"none","first_write":false}}})"
#define SET_SEEN R"({"command":{"set":{"key":"a","value":0,"etag":"seen","first_write":false}}})"
#define GET R"({"command":{"get":{"key":"a"}}})"
#define DELETE R"({"command":{"delete":{"key":"a","etag":"none","first_write":false}}})"
#define CHECKPOINT R"({"command":{"checkpoint":{}}})"
#define RESTART R"({"restart":{}})"
#define CRASH(point) R"({"crash":{"point":")" point R"(","hit":1}})"
#define START R"({"command":{"start":{"id":"a"}}})"
#define RAISE R"({"command":{"raise":{"id":"a","event":0}}})"
#define FAIL_SAVE R"({"fault":{"fail_saves":{"substring":"inbox","n":1}}})"
#define MULTI_DELETE R"({"command":{"multi":{"writes":[{"delete":{"key":"a","etag":"none","first_write":false}}]}}})"

const std::map<std::string, std::string> kMinima{
    {"zoo.store.lost_update", "[" SET "," SET_SEEN "]"},
    {"zoo.store.stale_etag_after_delete", "[" SET "," GET "," DELETE "," SET_SEEN "]"},
    {"zoo.store.mid_transaction_check",
     R"([{"command":{"multi":{"writes":[{"set":{"key":"a","value":0,"etag":"none","first_write":false}},)"
     R"({"delete":{"key":"a","etag":"none","first_write":true}}]}}}])"},
    {"zoo.store.notified_twice", R"([{"fault":{"fail_transactions":{"substring":"a","n":2}}},)" MULTI_DELETE
                                 "," MULTI_DELETE R"(,{"command":{"counters":{}}}])"},
    {"zoo.store.orphan_reminder", "[" START "," FAIL_SAVE "," RAISE R"(,{"command":{"list_reminders":{}}}])"},
    {"zoo.store.stuck_workflow", "[" START "," RAISE "," FAIL_SAVE R"(,{"command":{"pump":{"id":"a"}}}])"},
    {"zoo.store.torn_read", "[" START "," RAISE R"(,{"command":{"torn_status":{"id":"a"}}}])"},
    {"zoo.durable.ack_before_write", "[" SET "," CRASH("wal.mid-frame") "," RESTART "]"},
    {"zoo.durable.torn_tail_kept", "[" CRASH("wal.mid-frame") "," DELETE "," RESTART "," DELETE "," RESTART "]"},
    {"zoo.durable.truncate_before_publish",
     "[" SET "," CRASH("checkpoint.truncate.renamed-before-dirsync") "," CHECKPOINT "]"},
    {"zoo.durable.unlogged_delete", "[" SET "," DELETE "," RESTART "]"},
};

class Zoo : public testing::TestWithParam<std::string> {
 protected:
  std::filesystem::path folder_ = make_workspace_root();
  ~Zoo() override { Workspace(folder_).remove(); }
};

TEST_P(Zoo, ShrinksToItsExactMinimumFromAnySeed) {
  Check* check = Registry::instance().find(GetParam());
  ASSERT_NE(check, nullptr);
  Session session;
  for (std::uint64_t campaign = 1; campaign <= kSeeds; ++campaign) {
    SCOPED_TRACE("campaign " + std::to_string(campaign));
    CampaignOptions options;
    options.campaign = campaign;
    options.runs = kRuns;
    options.report_dir = folder_;
    const CheckReport report = session.run(*check, std::nullopt, options);
    ASSERT_EQ(report.verdict, VerdictKind::fail);
    const Finding& finding = report.findings.front();
    EXPECT_EQ(boost::json::serialize(read_repro(finding.repro).steps), kMinima.at(GetParam()));
    EXPECT_TRUE(finding.one_minimal);
    EXPECT_EQ(finding.stable, finding.replays);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Zoo, testing::ValuesIn([] {
                           std::vector<std::string> names;
                           for (const auto& [name, minimum] : kMinima) names.push_back(name);
                           return names;
                         }()),
                         [](const auto& bug) {
                           std::string name = bug.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

// The list above is the whole zoo.
TEST(ZooList, HasAMinimumForEveryPlantedBug) {
  for (const Check* check : Registry::instance().all(true)) EXPECT_TRUE(kMinima.contains(check->info().name));
  EXPECT_EQ(Registry::instance().all(true).size(), kMinima.size());
}

}  // namespace
}  // namespace faultline
