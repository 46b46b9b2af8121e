// Every planted bug is found within 2,000 runs and shrinks to one exact schedule, whatever seed found it.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "faultline/engine/words/seed.h"
#include "faultline/targets/attach/session.h"

namespace faultline {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kByDay = 1;  // forks are slow there
#else
constexpr std::uint64_t kByDay = 8;
#endif
constexpr std::uint64_t kByNight = 40;
constexpr std::uint32_t kRuns = 2000;

// The minimal schedule of each planted bug, as in its repro file.
#define SET_OF(key, ttl, etag, first_write) \
  R"({"set":{"key":")" key R"(","value":0,"ttl":)" ttl R"(,"etag":")" etag R"(","first_write":)" first_write "}}"
#define DELETE_OF(etag, first_write) R"({"delete":{"key":"a","etag":")" etag R"(","first_write":)" first_write "}}"
#define ITEM(key, ttl) R"({"key":")" key R"(","value":0,"ttl":)" ttl R"(,"etag":"none","first_write":false})"
#define COMMAND(command) R"({"command":)" command "}"
#define MULTI(writes) COMMAND(R"({"multi":{"writes":[)" writes "]}}")
#define BULK_SET(sets) COMMAND(R"({"bulk_set":{"sets":[)" sets "]}}")

#define SET COMMAND(SET_OF("a", "0", "none", "false"))
#define SET_SEEN COMMAND(SET_OF("a", "0", "seen", "false"))
#define GET COMMAND(R"({"get":{"key":"a"}})")
#define BULK_GET COMMAND(R"({"bulk_get":{"keys":["a"]}})")
#define DELETE COMMAND(DELETE_OF("none", "false"))
#define DELETE_PREFIX(prefix) COMMAND(R"({"delete_prefix":{"prefix":")" prefix R"("}})")
#define MULTI_DELETE MULTI(DELETE_OF("none", "false"))
#define COUNTERS COMMAND(R"({"counters":{}})")
#define CHECKPOINT COMMAND(R"({"checkpoint":{}})")
#define RESTART R"({"restart":{}})"
#define ADVANCE(seconds) R"({"advance":{"seconds":)" seconds "}}"
#define CRASH(point) R"({"crash":{"point":")" point R"(","hit":1}})"
#define POWER_LOSS(point, pick) R"({"crash":{"point":")" point R"(","hit":1,"power_loss":)" pick "}}"
#define FAULT(kind, n) R"({"fault":{")" kind R"(":{"substring":"a","n":)" n "}}}"
#define START R"({"command":{"start":{"id":"a"}}})"
#define RAISE R"({"command":{"raise":{"id":"a","event":0}}})"
#define PUBLISH COMMAND(R"({"publish":{"name":"a","text":"first"}})")
#define FAIL_SAVE R"({"fault":{"fail_saves":{"substring":"inbox","n":1}}})"

const std::map<std::string, std::string> kMinima{
    {"zoo.store.lost_update", "[" SET "," SET_SEEN "]"},
    {"zoo.store.stale_etag_after_delete", "[" SET "," GET "," DELETE "," SET_SEEN "]"},
    {"zoo.store.expired_visible_to_etag_check",
     "[" COMMAND(SET_OF("a", "1", "none", "false")) "," ADVANCE("2") "," COMMAND(SET_OF("a", "0", "none", "true")) "]"},
    {"zoo.store.mid_transaction_check", "[" MULTI(SET_OF("a", "0", "none", "false") "," DELETE_OF("none", "true")) "]"},
    {"zoo.store.half_transaction", "[" MULTI(SET_OF("a", "0", "none", "false") "," DELETE_OF("seen", "false")) "]"},
    {"zoo.store.crash_on_empty_transaction", "[" MULTI("") "]"},
    {"zoo.store.hang_on_large_transaction",
     "[" MULTI(DELETE_OF("none", "false") "," DELETE_OF("none", "false") "," DELETE_OF("none", "false") "," DELETE_OF(
         "none", "false")) "]"},
    {"zoo.store.ttl_kept_on_rewrite", "[" BULK_SET(ITEM("a", "1") "," ITEM("a", "0")) "," ADVANCE("2") "]"},
    {"zoo.store.listing_page_skips", "[" BULK_SET(ITEM("a", "0") "," ITEM("ab", "0")) "," COMMAND(
                                         R"({"list_keys":{"pattern":"%","page_size":1}})") "]"},
    {"zoo.store.prefix_too_greedy", "[" COMMAND(SET_OF("ab", "0", "none", "false")) "," DELETE_PREFIX("b") "]"},
    {"zoo.store.notified_twice",
     "[" FAULT("fail_transactions", "2") "," MULTI_DELETE "," MULTI_DELETE "," COUNTERS "]"},
    {"zoo.store.failure_count_wrong", "[" FAULT("mismatch_transactions", "1") "," MULTI_DELETE "," COUNTERS "]"},
    {"zoo.store.previous_reply_returned", "[" COMMAND(DELETE_OF("seen", "false")) "]"},
    {"zoo.store.stale_cache", "[" BULK_GET "," BULK_SET(ITEM("a", "0")) "," BULK_GET "]"},
    {"zoo.store.orphan_reminder", "[" START "," FAIL_SAVE "," RAISE R"(,{"command":{"list_reminders":{}}}])"},
    {"zoo.store.stuck_workflow", "[" START "," RAISE "," FAIL_SAVE R"(,{"command":{"pump":{"id":"a"}}}])"},
    {"zoo.store.torn_read", "[" START "," RAISE R"(,{"command":{"torn_status":{"id":"a"}}}])"},
    {"zoo.durable.ack_before_write", "[" SET "," CRASH("wal.mid-frame") "," RESTART "]"},
    {"zoo.durable.torn_tail_kept", "[" CRASH("wal.mid-frame") "," DELETE "," RESTART "," DELETE "," RESTART "]"},
    {"zoo.durable.truncate_before_publish",
     "[" SET "," CRASH("checkpoint.truncate.renamed-before-dirsync") "," CHECKPOINT "]"},
    {"zoo.durable.replay_not_idempotent",  // the restart's audit reads the ETag that is not the same later
     "[" SET "," CRASH("wal.sync.before-datasync") "," RESTART "," CHECKPOINT "]"},
    {"zoo.durable.backup_forgotten",
     "[" SET "," CHECKPOINT "," CRASH("checkpoint.snapshot-backed-up-before-rename") "," CHECKPOINT "]"},
    {"zoo.durable.stale_backup_promoted", "[" CHECKPOINT "," SET "," CHECKPOINT "," RESTART "]"},
    {"zoo.durable.ack_before_sync", "[" SET "," POWER_LOSS("recovery.replayed-before-sync", "1") "," RESTART "]"},
    {"zoo.durable.rename_without_folder_sync",
     "[" CHECKPOINT "," SET "," POWER_LOSS("recovery.replayed-before-sync", "1") "," RESTART "]"},
    {"zoo.durable.stale_temp_promoted",
     "[" POWER_LOSS("checkpoint.snapshot-temp-written-before-sync", "2") "," CHECKPOINT "]"},
    {"zoo.durable.short_write_ignored", R"([{"fault":{"short_writes":{"n":1}}},)" SET "," RESTART "]"},
    {"zoo.durable.replayed_not_synced", "[" SET "," POWER_LOSS("recovery.replayed-before-sync", "1") "," RESTART "]"},
    {"zoo.durable.half_temp_promoted", "[" CRASH("publication.temp-half-written") "," PUBLISH "]"},
    {"zoo.durable.install_left_unfinished",
     "[" CRASH("install.second-published") "," COMMAND(R"({"install":{"package":0}})") "]"},
    {"zoo.durable.reference_advanced_twice",
     "[" CRASH("reference.written-before-rename") "," COMMAND(R"({"advance":{"by":1}})") "]"},
    {"zoo.durable.journal_removed_before_undo",
     "[" CRASH("undo.second-written-before-commit") "," COMMAND(
         R"({"transfer":{"from":"a","to":"b","cents":1}})") "," CRASH("undo.one-undone") "," RESTART "]"},
    {"zoo.durable.commit_marker_ignored", "[" CRASH("wal.append.frame-emitted") "," MULTI(
                                              SET_OF("a", "0", "none", "false") "," DELETE_OF("none", "false")) "]"},
    {"zoo.durable.torn_tail_replayed", "[" CRASH("wal.mid-frame") "," DELETE "]"},
    {"zoo.durable.checksum_skips_length", "[" CRASH("wal.mid-frame") "," DELETE "]"},
    {"zoo.durable.unlogged_delete", "[" SET "," DELETE_PREFIX("a") "," RESTART "]"},
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
  // The failure and its minimum are run in full: the deadline, and four times that.
  const bool hangs = GetParam() == "zoo.store.hang_on_large_transaction";
  const std::uint64_t seeds = std::getenv("FAULTLINE_NIGHT") != nullptr ? kByNight : kByDay;
  std::vector<std::uint32_t> executions;
  for (std::uint64_t campaign = 1; campaign <= (hangs ? std::min<std::uint64_t>(seeds, 3) : seeds); ++campaign) {
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
    EXPECT_LE(finding.executions, 400U);
    executions.push_back(finding.executions);
  }
  std::sort(executions.begin(), executions.end());
  if (executions.size() == kByNight) {
    EXPECT_LE(executions[kByNight / 2], 100U);
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
