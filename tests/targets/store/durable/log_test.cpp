#include "faultline/targets/store/durable/log.h"

#include <cerrno>

#include <gtest/gtest.h>

#include "store_testing.h"

namespace faultline::store::wal {
namespace {

using testing::kind_of;
using testing::read_file;
using testing::TempFolder;
using testing::write_file;

using Payloads = std::vector<std::string>;

// A log whose syncs can be made to fail.
class ShakyLog : public Log {
 public:
  using Log::Log;

  int data_syncs = 0;
  int fail_data_sync = 0;  // the n-th from now fails; 0 = none
  bool fail_names = false;

 protected:
  int sync_data(disk::File& file) override {
    ++data_syncs;
    return fail_data_sync > 0 && --fail_data_sync == 0 ? EIO : Log::sync_data(file);
  }
  int sync_names() override { return fail_names ? EIO : Log::sync_names(); }
};

Visit collect_into(Payloads& payloads) {
  return [&payloads](std::string_view payload) {
    payloads.emplace_back(payload);
    return std::string();
  };
}

Payloads recover(Log& log) {
  Payloads payloads;
  EXPECT_FALSE(log.recover(collect_into(payloads)).corrupt());
  return payloads;
}

Payloads reopened(const std::filesystem::path& folder) {
  Log log(folder);
  return recover(log);
}

void append_and_sync(Log& log, const std::string& payload) {
  log.append(payload).value();
  log.sync().value();
}

class LogTest : public ::testing::Test {
 protected:
  // A log with these frames; gives its bytes.
  std::string make(const Payloads& payloads) {
    Log log(folder_.path());
    recover(log);
    for (const std::string& payload : payloads) append_and_sync(log, payload);
    return read_file(file_);
  }

  TempFolder folder_;
  std::filesystem::path file_ = folder_ / kLogName;
};

TEST_F(LogTest, WhatWasAppendedIsReadBackInOrder) {
  make({"one", "", "three"});
  EXPECT_EQ(reopened(folder_.path()), (Payloads{"one", "", "three"}));
}

TEST_F(LogTest, CreatesTheFolder) {
  EXPECT_TRUE(reopened(folder_ / "new" / "folder").empty());
  EXPECT_TRUE(std::filesystem::exists(folder_ / "new" / "folder" / kLogName));
}

TEST_F(LogTest, OneWriterAtATimeAlsoInOneProcess) {
  {
    Log log(folder_.path());
    EXPECT_THROW(Log(folder_.path()), std::runtime_error);
  }
  EXPECT_NO_THROW(Log(folder_.path()));
}

TEST_F(LogTest, TheLockOutlivesTheReplacementOfTheFile) {
  Log log(folder_.path());
  recover(log);
  append_and_sync(log, "one");
  log.drop_prefix(log.size()).value();
  EXPECT_THROW(Log(folder_.path()), std::runtime_error);
}

TEST_F(LogTest, CannotBeWrittenBeforeRecovery) {
  Log log(folder_.path());
  EXPECT_EQ(kind_of(log.append("x")), "io");
  EXPECT_EQ(kind_of(log.sync()), "io");
  EXPECT_EQ(kind_of(log.drop_prefix(0)), "io");
}

TEST_F(LogTest, CutAtEveryByteGivesTheFramesBeforeTheCutAndTakesMore) {
  const Payloads payloads{"first", "second one", "third"};
  const std::string bytes = make(payloads);
  std::vector<std::size_t> ends;
  for (const std::string& payload : payloads) {
    ends.push_back((ends.empty() ? 0 : ends.back()) + kFrameHeaderSize + payload.size());
  }
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    write_file(file_, bytes.substr(0, cut));
    Payloads expected;
    for (std::size_t i = 0; i < ends.size() && ends[i] <= cut; ++i) expected.push_back(payloads[i]);
    {
      Log log(folder_.path());
      EXPECT_EQ(recover(log), expected) << cut;
      EXPECT_EQ(read_file(file_), bytes.substr(0, expected.empty() ? 0 : ends[expected.size() - 1])) << cut;
      append_and_sync(log, "later");
    }
    expected.push_back("later");
    EXPECT_EQ(reopened(folder_.path()), expected) << cut;
  }
}

TEST_F(LogTest, TheCutOfATornTailIsSynced) {
  write_file(file_, make({"one"}) + "torn");
  ShakyLog log(folder_.path());
  recover(log);
  EXPECT_EQ(log.data_syncs, 2);  // the cut, and the frames that may never have been synced
}

TEST_F(LogTest, AFailedSyncOfTheCutIsAnErrorOfRecovery) {
  write_file(file_, make({"one"}) + "torn");
  ShakyLog log(folder_.path());
  log.fail_data_sync = 1;
  Payloads payloads;
  EXPECT_THROW(log.recover(collect_into(payloads)), std::runtime_error);
}

TEST_F(LogTest, CorruptionIsReportedAndLeftUntouchedAndCannotBeWritten) {
  const std::string bytes = make({"first", "second", "third"});
  for (std::size_t at = 0; at < bytes.size() - kFrameHeaderSize - 5; ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    write_file(file_, damaged);
    Log log(folder_.path());
    Payloads payloads;
    const Replay replay = log.recover(collect_into(payloads));
    EXPECT_TRUE(replay.corrupt()) << at;
    EXPECT_EQ(payloads.size(), at < kFrameHeaderSize + 5 ? 0U : 1U) << at;
    EXPECT_EQ(kind_of(log.append("x")), "io");
    EXPECT_EQ(read_file(file_), damaged) << at;
  }
}

TEST_F(LogTest, AFrameThatTheReaderRejectsIsCorruption) {
  const std::string bytes = make({"good", "bad", "good"});
  Log log(folder_.path());
  const Replay replay =
      log.recover([](std::string_view payload) { return std::string(payload == "bad" ? "no good" : ""); });
  EXPECT_TRUE(replay.corrupt());
  EXPECT_EQ(replay.rejected, "no good");
  EXPECT_EQ(replay.valid_bytes, kFrameHeaderSize + 4);
  EXPECT_EQ(replay.total_bytes, bytes.size());
  EXPECT_EQ(read_file(file_), bytes);
}

TEST_F(LogTest, AFailedSyncCutsBackToWhatIsDurableAndPoisons) {
  ShakyLog log(folder_.path());
  recover(log);
  append_and_sync(log, "durable");
  const std::string durable = read_file(file_);
  log.append("not yet").value();
  log.append("nor this").value();
  log.fail_data_sync = 1;
  EXPECT_EQ(kind_of(log.sync()), "io");
  EXPECT_EQ(read_file(file_), durable);
  EXPECT_EQ(log.size(), durable.size());
  EXPECT_EQ(kind_of(log.append("x")), "io");
  EXPECT_EQ(kind_of(log.sync()), "io");
  EXPECT_EQ(kind_of(log.drop_prefix(0)), "io");
  EXPECT_EQ(read_file(file_), durable);
}

TEST_F(LogTest, APoisonedLogIsWritableOnceOpenedAgain) {
  {
    ShakyLog log(folder_.path());
    recover(log);
    append_and_sync(log, "one");
    log.append("lost").value();
    log.fail_data_sync = 1;
    EXPECT_EQ(kind_of(log.sync()), "io");
  }
  {
    Log log(folder_.path());
    EXPECT_EQ(recover(log), (Payloads{"one"}));
    append_and_sync(log, "two");
  }
  EXPECT_EQ(reopened(folder_.path()), (Payloads{"one", "two"}));
}

TEST_F(LogTest, TooLargeIsRefusedAndHarmless) {
  Log log(folder_.path());
  recover(log);
  EXPECT_EQ(kind_of(log.append(std::string(kMaxPayload + 1, 'x'))), "invalid_request");
  EXPECT_EQ(kind_of(log.append("fits")), "");
}

TEST_F(LogTest, DropPrefixKeepsTheRestAndWhatIsAppendedLater) {
  {
    Log log(folder_.path());
    recover(log);
    append_and_sync(log, "one");
    const std::uint64_t after_one = log.size();
    log.append("two").value();  // not synced: dropping the front does that first
    log.drop_prefix(after_one).value();
    EXPECT_EQ(log.size(), kFrameHeaderSize + 3);
    append_and_sync(log, "three");
  }
  EXPECT_EQ(reopened(folder_.path()), (Payloads{"two", "three"}));
  EXPECT_FALSE(std::filesystem::exists(folder_ / kLogTempName));
}

TEST_F(LogTest, DropPrefixCanBeTriedAgainAfterAFailureBeforeTheRename) {
  ShakyLog log(folder_.path());
  recover(log);
  append_and_sync(log, "one");
  const std::uint64_t after_one = log.size();
  append_and_sync(log, "two");
  log.fail_data_sync = 2;  // the log's own sync goes well, that of the temporary file does not
  EXPECT_EQ(kind_of(log.drop_prefix(after_one)), "io");
  append_and_sync(log, "three");
  EXPECT_EQ(kind_of(log.drop_prefix(after_one)), "");
  append_and_sync(log, "four");
  std::string bytes = read_file(file_);
  Payloads payloads;
  EXPECT_EQ(read_frames(bytes, collect_into(payloads)).tail, Tail::end);
  EXPECT_EQ(payloads, (Payloads{"two", "three", "four"}));
}

TEST_F(LogTest, AFailureAfterTheRenamePoisonsAndLosesNothing) {
  {
    ShakyLog log(folder_.path());
    recover(log);
    append_and_sync(log, "one");
    const std::uint64_t after_one = log.size();
    append_and_sync(log, "two");
    log.fail_names = true;
    EXPECT_EQ(kind_of(log.drop_prefix(after_one)), "io");
    log.fail_names = false;
    EXPECT_EQ(kind_of(log.append("x")), "io");
    EXPECT_EQ(kind_of(log.drop_prefix(after_one)), "io");
  }
  EXPECT_EQ(reopened(folder_.path()), (Payloads{"two"}));
}

TEST_F(LogTest, ALeftOverTemporaryFileIsDropped) {
  make({"one"});
  write_file(folder_ / kLogTempName, "half a log");
  EXPECT_EQ(reopened(folder_.path()), (Payloads{"one"}));
  EXPECT_FALSE(std::filesystem::exists(folder_ / kLogTempName));
}

}  // namespace
}  // namespace faultline::store::wal
