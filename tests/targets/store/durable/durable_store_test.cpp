#include "faultline/targets/store/durable/durable_store.h"

#include <cerrno>
#include <csignal>
#include <sys/resource.h>
#include <utility>

#include <gtest/gtest.h>

#include "faultline/targets/disk/posix_files.h"
#include "faultline/targets/store/durable/snapshot.h"

#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::etag;
using testing::item;
using testing::kind_of;
using testing::put;
using testing::read_file;
using testing::TempFolder;
using testing::value;
using testing::write_file;

// Shows the recovered state.
class Opened : public DurableStore {
 public:
  using DurableStore::DurableStore;
  using DurableStore::state;
};

State recovered(const std::filesystem::path& folder) { return Opened(folder).state(); }

void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

class DurableStoreTest : public ::testing::Test {
 protected:
  TempFolder folder_;
  std::filesystem::path log_ = folder_ / wal::kLogName;
};

TEST_F(DurableStoreTest, ReopensWithTheSameStateAgainAndAgain) {
  State before;
  {
    Opened store(folder_.path());
    put(store, "a", "1");
    store.multi({Upsert{"b", "2"}, Erase{"a"}, Upsert{"c", "3"}}).value();
    put(store, "b", "4");
    store.erase({"c"}).value();
    before = store.state();
  }
  EXPECT_EQ(before.sequence, 4U);
  EXPECT_EQ(before.items, (StoredItems{{"b", {{"4", "4"}}}}));
  EXPECT_EQ(recovered(folder_.path()), before);
  EXPECT_EQ(recovered(folder_.path()), before);
}

TEST_F(DurableStoreTest, EtagsNeverComeBackAfterDeleteCheckpointAndReopening) {
  std::string highest;
  {
    DurableStore store(folder_.path());
    put(store, "a", "1");
    put(store, "b", "2");
    highest = etag(store, "b");
    store.erase({"b"}).value();
    store.checkpoint().value();
  }
  DurableStore store(folder_.path());
  put(store, "b", "3");
  EXPECT_GT(std::stoi(etag(store, "b")), std::stoi(highest));
}

TEST_F(DurableStoreTest, EachCommitIsOneFrameAndAFailedOneIsNone) {
  DurableStore store(folder_.path());
  put(store, "a", "1");
  store.multi({Upsert{"b", "1"}, Upsert{"c", "1"}, Erase{"a"}}).value();
  store.erase({"b"}).value();
  EXPECT_EQ(kind_of(store.multi({Upsert{"d", "1"}, Upsert{"c", "1", "999"}})), "etag_mismatch");
  EXPECT_EQ(kind_of(store.multi({})), "");
  std::vector<std::size_t> changes;
  const std::string bytes = read_file(log_);
  const wal::Replay replay = wal::read_frames(bytes, [&](std::string_view payload) {
    changes.push_back(decode_commit(payload).value().changes.size());
    return std::string();
  });
  EXPECT_EQ(replay.tail, wal::Tail::end);
  EXPECT_EQ(changes, (std::vector<std::size_t>{1, 3, 1}));
}

TEST_F(DurableStoreTest, CutAtEveryByteRecoversTheLastCommitBeforeTheCut) {
  std::vector<std::pair<std::size_t, State>> commits{{0, State()}};  // log size after each, and the state then
  {
    Opened store(folder_.path());
    const auto committed = [&] { commits.emplace_back(read_file(log_).size(), store.state()); };
    put(store, "a", "1"), committed();
    store.multi({Upsert{"a", "2"}, Upsert{"b", "2"}}).value(), committed();
    store.erase({"a"}).value(), committed();
    put(store, "a", "3"), committed();
  }
  const std::string bytes = read_file(log_);
  std::size_t at = 0;
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    if (at + 1 < commits.size() && commits[at + 1].first == cut) ++at;
    write_file(log_, bytes.substr(0, cut));
    EXPECT_EQ(recovered(folder_.path()), commits[at].second) << cut;
    EXPECT_EQ(recovered(folder_.path()), commits[at].second) << cut << ", second recovery";
    put(*std::make_unique<DurableStore>(folder_.path()), "new", "x");
    EXPECT_EQ(recovered(folder_.path()).items.at("new").value, "x") << cut << ", written after";
  }
  EXPECT_EQ(at + 1, commits.size());
}

TEST_F(DurableStoreTest, CheckpointEmptiesTheLogAndKeepsTheState) {
  State before;
  {
    Opened store(folder_.path());
    put(store, "a", "1");
    put(store, "b", "2");
    store.checkpoint().value();
    EXPECT_EQ(std::filesystem::file_size(log_), 0U);
    store.checkpoint().value();  // with nothing new
    put(store, "a", "3");
    before = store.state();
  }
  EXPECT_EQ(recovered(folder_.path()), before);
}

TEST_F(DurableStoreTest, ALogThatTheSnapshotAlreadyHoldsIsReplayedOnlyPastIt) {
  TempFolder clone;
  {
    Opened store(folder_.path());
    put(store, "a", "old");
    put(store, "a", "new");
    store.erase({"a"}).value();
    // As if the process had died between publishing the snapshot and cutting the log.
    SnapshotFiles snapshots(disk::posix_files(), folder_.path());
    snapshots.write_temp(store.state()).value();
    snapshots.temp_to_live().value();
    put(store, "b", "later");
    copy_folder(folder_.path(), clone.path());
    EXPECT_EQ(recovered(clone.path()), store.state());
  }
  EXPECT_FALSE(recovered(clone.path()).items.contains("a"));
}

TEST_F(DurableStoreTest, TemporaryFilesAreDropped) {
  put(*std::make_unique<DurableStore>(folder_.path()), "a", "1");
  write_file(folder_ / kSnapshotTempName, "half a snapshot");
  write_file(folder_ / wal::kLogTempName, "half a log");
  EXPECT_EQ(recovered(folder_.path()).items.at("a").value, "1");
  EXPECT_FALSE(std::filesystem::exists(folder_ / kSnapshotTempName));
  EXPECT_FALSE(std::filesystem::exists(folder_ / wal::kLogTempName));
}

TEST_F(DurableStoreTest, AFolderInUseIsAnError) {
  DurableStore store(folder_.path());
  try {
    DurableStore second(folder_.path());
    FAIL() << "opened twice";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("in use"), std::string::npos) << error.what();
  }
}

// Expects the folder to be refused as corrupt with `why`, untouched, and gives the prefix that came with the error.
State refused(const std::filesystem::path& folder, const std::string& why) {
  const std::string log = read_file(folder / wal::kLogName);
  const std::string snapshot = read_file(folder / kSnapshotName);
  State prefix;
  try {
    const DurableStore store(folder);
    ADD_FAILURE() << "opened, though " << why;
  } catch (const CorruptStore& error) {
    EXPECT_NE(std::string(error.what()).find(why), std::string::npos) << error.what();
    prefix = error.prefix;
  }
  EXPECT_EQ(read_file(folder / wal::kLogName), log);
  EXPECT_EQ(read_file(folder / kSnapshotName), snapshot);
  return prefix;
}

TEST_F(DurableStoreTest, CorruptionIsRefusedWithTheValidPrefixAndLeftUntouched) {
  State first;
  std::size_t first_size = 0;
  {
    Opened store(folder_.path());
    put(store, "a", "1");
    first = store.state();
    first_size = read_file(log_).size();
    put(store, "b", "2");
    put(store, "c", "3");
  }
  std::string bytes = read_file(log_);
  bytes[first_size + wal::kFrameHeaderSize] ^= 1;
  write_file(log_, bytes);
  EXPECT_EQ(refused(folder_.path(), "corrupt at byte " + std::to_string(first_size)), first);
}

TEST_F(DurableStoreTest, ACommitMissingInTheMiddleIsCorruption) {
  const std::string one = wal::encode_frame(encode_commit(1, {{"a", "1", 1}}));
  const std::string two = wal::encode_frame(encode_commit(2, {{"b", "2", 2}}));
  const std::string three = wal::encode_frame(encode_commit(3, {{"c", "3", 3}}));
  write_file(log_, one + three);
  EXPECT_EQ(refused(folder_.path(), "missing").sequence, 1U);
  write_file(log_, one + two + two + three);  // a repeat is harmless
  EXPECT_EQ(recovered(folder_.path()).sequence, 3U);
}

TEST_F(DurableStoreTest, AFrameThatHoldsNoCommitIsCorruption) {
  write_file(log_, wal::encode_frame("what is this"));
  refused(folder_.path(), "no commit");
}

// What the snapshot of a store with one item in the folder would be with its last byte damaged.
std::string damaged_snapshot(const testing::TempFolder& folder) {
  DurableStore store(folder.path());
  put(store, "a", "1");
  store.checkpoint().value();
  std::string bytes = read_file(folder / kSnapshotName);
  bytes.back() = 'X';
  return bytes;
}

TEST_F(DurableStoreTest, ACorruptSnapshotIsRefused) {
  const std::string bytes = damaged_snapshot(folder_);
  write_file(folder_ / kSnapshotName, bytes);
  refused(folder_.path(), "checksum");
}

// The process died between the two renames, and then the backup was damaged: it is no snapshot to go back to.
TEST_F(DurableStoreTest, ACorruptBackupIsNotPromoted) {
  const std::string bytes = damaged_snapshot(folder_);
  std::filesystem::remove(folder_ / kSnapshotName);
  write_file(folder_ / kSnapshotBackupName, bytes);
  refused(folder_.path(), "checksum");
  EXPECT_FALSE(std::filesystem::exists(folder_ / kSnapshotName));
  EXPECT_EQ(read_file(folder_ / kSnapshotBackupName), bytes);
}

// A log whose next sync fails.
class FailsOneSync : public wal::Log {
 public:
  using Log::Log;
  bool fail = false;

 protected:
  int sync_data(disk::File& file) override { return std::exchange(fail, false) ? EIO : Log::sync_data(file); }
};

class OnThatLog : public Opened {
 public:
  explicit OnThatLog(std::unique_ptr<wal::Log> log) : Opened(std::move(log)) {}
};

TEST_F(DurableStoreTest, AFailedSyncIsNotAcknowledgedNotSeenAndStopsWrites) {
  {
    auto log = std::make_unique<FailsOneSync>(folder_.path());
    FailsOneSync& sync = *log;
    OnThatLog store(std::move(log));
    put(store, "a", "1");
    sync.fail = true;
    EXPECT_EQ(kind_of(store.set({"a", "2"})), "io");
    EXPECT_EQ(value(store, "a"), "1");
    EXPECT_EQ(kind_of(store.set({"b", "2"})), "io");
    EXPECT_EQ(kind_of(store.checkpoint()), "io");
    EXPECT_EQ(value(store, "a"), "1");
  }
  DurableStore store(folder_.path());
  EXPECT_EQ(value(store, "a"), "1");
  put(store, "b", "3");
  EXPECT_EQ(value(store, "b"), "3");
}

// No room left on the device, as far as a process can have that to itself.
TEST_F(DurableStoreTest, AFailedAppendIsUndone) {
  DurableStore store(folder_.path());
  put(store, "a", "1");
  const std::string before = read_file(log_);
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{before.size() + 30, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string kind = kind_of(store.set({"a", "2"}));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(kind, "io");
  EXPECT_EQ(value(store, "a"), "1");
  EXPECT_EQ(read_file(log_), before);
}

TEST_F(DurableStoreTest, ACommitTooLargeForAFrameIsRefusedAndTheStoreGoesOn) {
  DurableStore store(folder_.path());
  EXPECT_EQ(kind_of(store.set({"a", std::string(wal::kMaxPayload, 'x')})), "invalid_request");
  EXPECT_FALSE(item(store, "a"));
  put(store, "a", "1");
  EXPECT_EQ(value(store, "a"), "1");
}

}  // namespace
}  // namespace faultline::store
