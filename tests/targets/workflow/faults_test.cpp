// What users of the fault store assert: transient failures, ETag mismatches and torn reads.
#include <chrono>
#include <thread>
#include <utility>

#include "workflow_testing.h"

namespace faultline::workflow {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using store::Operation;
using store::Upsert;

class FaultsTest : public WorkflowTest {
 protected:
  // At every attempt to save, each reminder's own save must have been written already.
  void watch_reminders() {
    store_.set_multi_observer([this](const auto&) {
      for (const Reminder& reminder : witness_.reminders().value()) early_ += !reminder.saved;
    });
  }

  Runner witness_{memory_};
  int early_ = 0;
};

class TransientFailures : public FaultsTest, public ::testing::WithParamInterface<int> {};

TEST_P(TransientFailures, OnAnInboxKeyDoNotStopTheWorkflow) {
  watch_reminders();
  store_.arm_failures("inbox", GetParam());
  int refused = 0;
  while (!runner_.raise("a", kComplete)) {
    ++refused;
    EXPECT_EQ(due(memory_), Ids{});  // no reminder while its save is unwritten
    EXPECT_EQ(stored().inbox, Events{});
  }
  EXPECT_EQ(refused, GetParam());
  EXPECT_EQ(runner_.pump("a").value().status, Status::completed);
  EXPECT_EQ(due(memory_), Ids{});
  EXPECT_EQ(early_, 0);
  EXPECT_GE(store_.failed_count(), static_cast<std::uint64_t>(GetParam()));
}

TEST_P(TransientFailures, OfAPumpKeepTheReminderAndTheEvents) {
  watch_reminders();
  raise({3, kComplete});
  store_.arm_failures("history", GetParam());
  for (int i = 0; i < GetParam(); ++i) {
    EXPECT_EQ(kind_of(runner_.pump("a")), "transient");
    EXPECT_EQ(due(memory_), Ids{"a"});
    EXPECT_EQ(stored().inbox, (Events{3, kComplete}));
    EXPECT_EQ(stored().history, Events{});
  }
  EXPECT_EQ(runner_.pump("a").value().status, Status::completed);
  EXPECT_EQ(stored().history, (Events{3, kComplete}));
  EXPECT_EQ(due(memory_), Ids{});
  EXPECT_EQ(early_, 0);
}

INSTANTIATE_TEST_SUITE_P(Workflow, TransientFailures, ::testing::Values(1, 2, 3));

TEST_F(FaultsTest, AfterAMismatchTheCacheIsDroppedAndTheSaveSucceeds) {
  raise({3});
  ASSERT_EQ(Runner(memory_).raise("a", 4).value(), Answer::done);  // behind the back of runner_ and its cache
  int mismatched = 0;
  store_.arm_etag_mismatch("metadata", 1, [&] { ++mismatched; });
  EXPECT_EQ(runner_.raise("a", kComplete).value(), Answer::done);
  EXPECT_EQ(mismatched, 1);
  EXPECT_EQ(stored().inbox, (Events{3, 4, kComplete}));  // what was reloaded
  EXPECT_EQ(runner_.pump("a").value().status, Status::completed);
}

TEST_F(FaultsTest, ARealMismatchIsRecoveredFromLikeAnInjectedOne) {
  raise({3});
  ASSERT_EQ(Runner(memory_).raise("a", 4).value(), Answer::done);
  int saves = 0;
  store_.set_multi_observer([&](const auto&) { ++saves; });
  raise({5});
  EXPECT_EQ(saves, 2);
  EXPECT_EQ(stored().inbox, (Events{3, 4, 5}));
}

TEST_F(FaultsTest, EndlessMismatchesFailTheCallAndChangeNothing) {
  store_.arm_etag_mismatch("inbox", kSaveAttempts);
  EXPECT_EQ(kind_of(runner_.raise("a", 3)), "etag_mismatch");
  EXPECT_EQ(store_.failed_count(), static_cast<std::uint64_t>(kSaveAttempts));
  EXPECT_EQ(due(memory_), Ids{});
  EXPECT_EQ(stored().inbox, Events{});
  raise({3});
}

TEST_F(FaultsTest, OnlyTheFirstMetadataWriteCarriesNoEtag) {
  std::vector<bool> carries;
  store_.set_multi_observer([&](const std::vector<Operation>& operations) {
    for (const Operation& operation : operations)
      if (const auto* upsert = std::get_if<Upsert>(&operation); upsert != nullptr && upsert->key == metadata_key("b"))
        carries.push_back(!upsert->etag.value_or("").empty());
  });
  ASSERT_TRUE(runner_.start("b"));
  ASSERT_TRUE(runner_.raise("b", 1));
  ASSERT_TRUE(runner_.pump("b"));
  EXPECT_EQ(carries, (std::vector<bool>{false, true, true}));
}

TEST_F(FaultsTest, TwoFirstWritesDoNotOverwriteEachOther) {
  Runner peer(memory_);
  bool first = true;
  store_.set_multi_observer([&](const auto&) {
    if (!std::exchange(first, false)) return;
    EXPECT_EQ(peer.start("b").value(), Answer::done);
  });
  EXPECT_EQ(runner_.start("b").value(), Answer::already_running);
  EXPECT_EQ(stored("b").generation, 1U);
}

TEST_F(FaultsTest, AReadTornBetweenMetadataAndEntriesIsConsistent) {
  raise({3, kComplete});
  Runner peer(store_);
  State seen;
  std::jthread pump, status;  // joined after the holds are gone, also when an assertion fails
  store::Hold save = store_.hold_next_multi_delete("inbox");
  pump = std::jthread([&] { ASSERT_TRUE(peer.pump("a")); });
  ASSERT_TRUE(save.wait_arrived(10s));
  store::Hold read = store_.hold_next_bulk_get("inbox");
  status = std::jthread([&] { seen = runner_.status("a").value(); });
  ASSERT_TRUE(read.wait_arrived(10s));  // has the metadata from before the save
  save.release();
  pump.join();
  read.release();  // and reads the entries after it
  status.join();
  EXPECT_EQ(seen.history, (Events{3, kComplete}));
  EXPECT_EQ(seen.inbox, Events{});
  EXPECT_EQ(seen.status, Status::completed);
}

TEST_F(FaultsTest, AnEventRaisedWhileAPumpSavesIsConsumedByItsNextAttempt) {
  raise({3});
  Runner peer(store_);
  std::jthread pump;
  store::Hold save = store_.hold_next_multi_delete("inbox");
  pump = std::jthread([&] { ASSERT_TRUE(peer.pump("a")); });
  ASSERT_TRUE(save.wait_arrived(10s));
  raise({4});  // the held save is stale now
  save.release();
  pump.join();
  EXPECT_EQ(stored().history, (Events{3, 4}));
  EXPECT_EQ(due(memory_), Ids{});
}

}  // namespace
}  // namespace faultline::workflow
