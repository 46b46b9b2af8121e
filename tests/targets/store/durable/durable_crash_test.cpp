// Kills a process that hosts a DurableStore at each of its crash points and looks at what recovery finds.
#include <algorithm>
#include <csignal>
#include <functional>
#include <set>
#include <string_view>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "faultline/targets/crash/point/crashpoint.h"
#include "faultline/targets/store/durable/durable_store.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::numbered;
using testing::TempFolder;

// What the parent knows of a child that is gone.
struct Child {
  bool killed = false;
  std::vector<int> acknowledged;  // in the order the child said so
};

using Acknowledge = std::function<void(int)>;

// Runs `act` in a child process; it reports what was acknowledged over a pipe, as a client would know it.
Child run_child(const std::function<void(const Acknowledge&)>& act) {
  int pipe[2] = {-1, -1};
  if (::pipe(pipe) != 0) throw std::runtime_error("no pipe");
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(pipe[0]);
    act([&](int id) {
      if (::write(pipe[1], &id, sizeof id) != sizeof id) ::_exit(2);
    });
    ::_exit(0);
  }
  ::close(pipe[1]);
  Child child;
  for (int id = 0; ::read(pipe[0], &id, sizeof id) == sizeof id;) child.acknowledged.push_back(id);
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  child.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  EXPECT_TRUE(child.killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) << status;
  return child;
}

// Transaction `id` writes its id under two keys of its own and, so that later ones overwrite earlier ones, a shared.
std::vector<Operation> transaction(int id) {
  const std::string text = std::to_string(id);
  return {Upsert{numbered("a", id), text}, Upsert{"shared", text}, Upsert{numbered("b", id), text}};
}

template <class Durable>
void write_many(const std::filesystem::path& folder, const Acknowledge& acknowledge) {
  Durable store(folder);
  for (int id = 0; id < 16; ++id) {
    store.multi(transaction(id)).value();
    acknowledge(id);
    if (id % 4 == 3) store.checkpoint().value();
  }
}

// The transactions that recovery shows, each whole. "" and the ids, or what is wrong.
std::string recovered_ids(const std::filesystem::path& folder, std::set<int>& ids) {
  DurableStore store(folder);
  for (int id = 0; id < 1000; ++id) {
    const bool a = testing::value(store, numbered("a", id)).has_value();
    const bool b = testing::value(store, numbered("b", id)).has_value();
    if (a != b) return numbered("half of transaction ", id);
    if (a) ids.insert(id);
  }
  return "";
}

// The acknowledgement oracle. "" = fine. At most `in_flight` transactions more than were acknowledged may be there.
std::string judge(const std::filesystem::path& folder, const Child& child, std::size_t in_flight) {
  std::set<int> ids;
  if (std::string wrong = recovered_ids(folder, ids); !wrong.empty()) return wrong;
  for (const int id : child.acknowledged) {
    if (!ids.contains(id)) return numbered("lost acknowledged transaction ", id);
  }
  if (ids.size() > child.acknowledged.size() + in_flight) return "more transactions than were ever in flight";
  std::set<int> again;
  recovered_ids(folder, again);
  if (again != ids) return "a second recovery reads differently";
  testing::put(*std::make_unique<DurableStore>(folder), "after", "x");
  if (testing::value(*std::make_unique<DurableStore>(folder), "after") != "x") return "a later write is lost";
  return "";
}

TEST(DurableCrash, WithoutACrashEverythingIsThere) {
  TempFolder folder;
  const Child child = run_child([&](const Acknowledge& ack) { write_many<DurableStore>(folder.path(), ack); });
  EXPECT_FALSE(child.killed);
  EXPECT_EQ(child.acknowledged.size(), 16U);
  EXPECT_EQ(judge(folder.path(), child, 0), "");
}

TEST(DurableCrash, EveryPointAtSeveralHitsLosesNothingAcknowledged) {
  for (const char* point : kDurableCrashPoints) {
    if (std::string_view(point).starts_with("recovery.")) continue;  // below
    for (std::uint32_t hit = 1; hit <= 3; ++hit) {
      SCOPED_TRACE(::testing::Message() << point << " #" << hit);
      TempFolder folder;
      const Child child = run_child([&](const Acknowledge& ack) {
        crash::arm(point, hit);
        write_many<DurableStore>(folder.path(), ack);
      });
      EXPECT_TRUE(child.killed);
      EXPECT_GE(child.acknowledged.size(), hit - 1);
      EXPECT_EQ(judge(folder.path(), child, 1), "");
    }
  }
}

// Which side of the commit each point is on.
TEST(DurableCrash, TheCommitInFlightIsThereOnlyOnceItsFrameIsWhole) {
  for (const auto& [point, there] : {std::pair{point::kMidFrame, false},
                                     {point::kFrameEmitted, true},
                                     {point::kBeforeDatasync, true},
                                     {point::kAfterSyncBeforePublish, true}}) {
    TempFolder folder;
    run_child([&folder, at = point](const Acknowledge& ack) {
      crash::arm(at, 3);
      write_many<DurableStore>(folder.path(), ack);
    });
    std::set<int> ids;
    EXPECT_EQ(recovered_ids(folder.path(), ids), "") << point;
    EXPECT_EQ(ids.contains(2), there) << point;
    EXPECT_TRUE(ids.contains(1)) << point;
  }
}

// Dies at `first`, then while recovering from that at `second`. Gives the first process.
Child die_twice(const std::filesystem::path& folder, const char* first, const char* second) {
  Child child = run_child([&](const Acknowledge& ack) {
    crash::arm(first, 3);
    write_many<DurableStore>(folder, ack);
  });
  EXPECT_TRUE(child.killed);
  const Child recovering = run_child([&](const Acknowledge&) {
    crash::arm(second, 1);
    DurableStore store(folder);
  });
  EXPECT_TRUE(recovering.killed) << second;
  return child;
}

// What the third recovery makes of it.
std::string judge_two_crashes(const char* first, const char* second) {
  TempFolder folder;
  const Child child = die_twice(folder.path(), first, second);
  return judge(folder.path(), child, 1);
}

TEST(DurableCrash, DeathDuringRecoveryIsRecoveredFrom) {
  for (const char* point : {point::kTornTailFound, point::kTornTailCut, point::kReplayed}) {
    EXPECT_EQ(judge_two_crashes(point::kMidFrame, point), "") << point;
  }
  EXPECT_EQ(judge_two_crashes(point::kSnapshotBackedUp, point::kSnapshotPromoted), "");
}

// The backup has the snapshot's name again, once and for all.
TEST(DurableCrash, APromotedSnapshotStaysWhateverHappensNext) {
  TempFolder folder;
  const Child child = die_twice(folder.path(), point::kSnapshotBackedUp, point::kSnapshotPromoted);
  EXPECT_TRUE(std::filesystem::exists(folder / kSnapshotName));
  EXPECT_FALSE(std::filesystem::exists(folder / kSnapshotBackupName));
  std::set<int> once, twice;
  EXPECT_EQ(recovered_ids(folder.path(), once), "");
  EXPECT_EQ(recovered_ids(folder.path(), twice), "");
  EXPECT_EQ(once, twice);
  EXPECT_EQ(once, std::set<int>(child.acknowledged.begin(), child.acknowledged.end()));
}

TEST(DurableCrash, DeathWhileOpeningForTheFirstTimeIsRecoveredFrom) {
  for (const char* point : kDurableOpeningPoints) {
    TempFolder folder;
    const Child child = run_child([&](const Acknowledge& ack) {
      crash::arm(point, 1);
      write_many<DurableStore>(folder / "new", ack);
    });
    EXPECT_TRUE(child.killed) << point;
    EXPECT_EQ(judge(folder / "new", child, 0), "") << point;
  }
}

TEST(DurableCrash, EightWriters) {
  for (const char* point : {point::kMidFrame, point::kBeforeDatasync, point::kAfterSyncBeforePublish}) {
    TempFolder folder;
    const Child child = run_child([&](const Acknowledge& ack) {
      DurableStore store(folder.path());
      crash::arm(point, 60);
      std::vector<std::jthread> writers;
      writers.reserve(8);
      for (int writer = 0; writer < 8; ++writer) {
        writers.emplace_back([&store, &ack, writer] {
          for (int i = 0; i < 100; ++i) {
            store.multi(transaction(writer * 100 + i)).value();
            ack(writer * 100 + i);
          }
        });
      }
    });
    EXPECT_TRUE(child.killed);
    EXPECT_GE(child.acknowledged.size(), 40U) << point;
    EXPECT_EQ(judge(folder.path(), child, 8), "") << point;
  }
}

// The oracle must be able to fail: two stores that it has to catch.

class AcknowledgesBeforeWriting : public DurableStore {
 public:
  using DurableStore::DurableStore;

 protected:
  Result<void> persist(const std::vector<Change>& changes) override {
    Result<void> result = buffered_.empty() ? Result<void>() : DurableStore::persist(buffered_);
    buffered_ = changes;
    return result;
  }

 private:
  std::vector<Change> buffered_;
};

class OneFramePerChange : public DurableStore {
 public:
  using DurableStore::DurableStore;

 protected:
  Result<void> persist(const std::vector<Change>& changes) override {
    for (const Change& change : changes) append({change}).value();
    return log().sync();
  }
};

template <class Durable>
std::string judge_crash_at(const char* point, std::uint32_t hit) {
  TempFolder folder;
  const Child child = run_child([&](const Acknowledge& ack) {
    crash::arm(point, hit);
    write_many<Durable>(folder.path(), ack);
  });
  EXPECT_TRUE(child.killed);
  return judge(folder.path(), child, 1);
}

TEST(DurableCrash, TheOracleCatchesAnEarlyAcknowledgement) {
  EXPECT_EQ(judge_crash_at<AcknowledgesBeforeWriting>(point::kMidFrame, 1), "lost acknowledged transaction 0");
}

TEST(DurableCrash, TheOracleCatchesATransactionInSeveralFrames) {
  EXPECT_EQ(judge_crash_at<OneFramePerChange>(point::kFrameEmitted, 2), "half of transaction 0");
}

// The names are literals where they are reached, so that they can be listed from outside; these are the same.
TEST(DurableCrash, ThePointsOfTheProgramAreThoseOfTheHeader) {
  const std::vector<std::string> listed = crash::all_points();
  std::vector<std::string> named(kDurableCrashPoints.begin(), kDurableCrashPoints.end());
  named.insert(named.end(), kDurableOpeningPoints.begin(), kDurableOpeningPoints.end());
  for (const std::string& name : named) EXPECT_TRUE(std::binary_search(listed.begin(), listed.end(), name)) << name;
  const auto of_sqlite = [](const std::string& name) { return name.starts_with("sqlite."); };
  EXPECT_EQ(listed.size() - std::count_if(listed.begin(), listed.end(), of_sqlite), named.size());
}

}  // namespace
}  // namespace faultline::store
