// SQLite, LevelDB and LMDB, killed at every file operation of a script of writes and of the recovery behind it.
#include <cstdlib>

#include <gtest/gtest.h>

#include "faultline/targets/crash/operations/operations.h"

#include "databases.h"
#include "scripted.h"
#include "store_testing.h"

namespace faultline::store {
namespace {

using testing::TempFolder;

// Less would mean that operations are not seen. LMDB has the fewest: three for a write.
constexpr std::uint32_t kFewest = 50;

class KilledDatabase : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!crash::operations::available()) GTEST_SKIP() << "file operations are not seen under ThreadSanitizer";
  }

  static std::uint32_t operations_of_script() {
    TempFolder folder(testing::memory());
    return count_operations(open(), folder.path());
  }

  static Open open() {
    return [name = GetParam()](const std::filesystem::path& folder) {
      return open_database(name, folder, [] { return kNow; });
    };
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, KilledDatabase, ::testing::ValuesIn(databases()),
                         [](const auto& test) { return test.param; });

// Kills the script at each of its operations; the first thing that is wrong, "" = nothing. `operations`: how many.
std::string kill_at_each(const Open& open, std::uint32_t& operations) {
  for (std::uint32_t k = 1;; ++k) {
    TempFolder folder(testing::memory());
    const Child child = run_killed(open, folder.path(), k);
    if (std::string wrong = judge(open, folder.path(), child.lines.size()); !wrong.empty())
      return "killed at operation " + std::to_string(k) + ' ' + wrong;
    if (child.killed) continue;
    operations = k - 1;
    return child.lines.size() == script_size() ? "" : "the script was not done";
  }
}

TEST_P(KilledDatabase, LosesNothingAcknowledgedWhereverItDies) {
  std::uint32_t operations = 0;
  EXPECT_EQ(kill_at_each(open(), operations), "");
  EXPECT_GE(operations, kFewest);
  // LevelDB's own thread may not be done with its operations when the script is.
  if (GetParam() != "leveldb") {
    EXPECT_EQ(operations, operations_of_script());
  }
  RecordProperty("operations", static_cast<int>(operations));
}

// Some crashes of the script, each followed by one at every operation of the recovery.
TEST_P(KilledDatabase, LosesNothingWhereverTheRecoveryDiesToo) {
  std::uint32_t recoveries = 0;
  const std::uint32_t operations = operations_of_script();
  for (const std::uint32_t k : {operations / 4, operations / 2, operations * 3 / 4}) {
    TempFolder crashed(testing::memory());
    const Child child = run_killed(open(), crashed.path(), k);
    ASSERT_TRUE(child.killed);
    for (std::uint32_t j = 1;; ++j, ++recoveries) {
      TempFolder folder(testing::memory());
      std::filesystem::copy(crashed.path(), folder.path(), std::filesystem::copy_options::recursive);
      const bool killed = recover_killed(open(), folder.path(), j).killed;
      ASSERT_EQ(judge(open(), folder.path(), child.lines.size()), "") << k << ", then " << j;
      if (!killed) break;
    }
  }
  EXPECT_GE(recoveries, 3U);
}

// SIGKILL does not show what a power cut would: that a write was synced before it was acknowledged.
TEST_P(KilledDatabase, SyncsAWriteBeforeItIsAcknowledged) {
  TempFolder folder(testing::memory());
  const Child child = in_a_child([&](const auto& tell) {
    const std::unique_ptr<Store> store = open()(folder.path());
    store->set({"a", "1"}).value();
    const crash::operations::Recording recording;
    store->set({"a", "2"}).value();
    for (const std::string& line : recording.list()) tell(line);
  });
  std::size_t written = 0, synced = 0;
  for (const std::string& line : child.lines) {
    if (line.find("write") != std::string::npos) ++written;
    if (line.find("sync") != std::string::npos) synced = written;
  }
  // The last write of LMDB's, of its root, goes to a descriptor that syncs by itself.
  EXPECT_EQ(written - synced, GetParam() == "lmdb" ? 1U : 0U) << ::testing::PrintToString(child.lines);
  EXPECT_GE(synced, 1U);
}

// --- the judge must be able to fail ---

// Acknowledges a write that it does with the next one.
class AcknowledgesEarly : public Store {
 public:
  explicit AcknowledgesEarly(std::unique_ptr<Store> inner) : inner_(std::move(inner)) {}
  ~AcknowledgesEarly() override { flush(); }

  Result<std::optional<Item>> get(const std::string& key) override { return inner_->get(key); }
  Result<void> set(const Upsert& upsert) override { return later({upsert}); }
  Result<void> erase(const Erase& erase) override { return later({erase}); }
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token) override { return later(operations); }
  Result<KeyPage> list_keys(const std::string& pattern, std::size_t size, const std::string& from) override {
    return inner_->list_keys(pattern, size, from);
  }
  Result<std::uint64_t> erase_prefix(const std::string& prefix) override {
    flush();
    return inner_->erase_prefix(prefix);
  }

 private:
  Result<void> later(const std::vector<Operation>& operations) {
    flush();
    waiting_ = operations;
    return {};
  }
  void flush() { inner_->multi(std::exchange(waiting_, {})).value(); }

  std::unique_ptr<Store> inner_;
  std::vector<Operation> waiting_;
};

// Does the writes of a transaction one after another.
class Tears : public AcknowledgesEarly {
 public:
  using AcknowledgesEarly::AcknowledgesEarly;
  Result<void> multi(const std::vector<Operation>& operations, std::stop_token) override {
    for (const Operation& operation : operations) (void)AcknowledgesEarly::multi({operation}, {});
    return AcknowledgesEarly::multi({}, {});
  }
  Result<void> set(const Upsert& upsert) override { return multi({upsert}, {}); }
  Result<void> erase(const Erase& erase) override { return multi({erase}, {}); }
};

template <class Wrapper>
Open wrapped(const Open& open) {
  return [open](const std::filesystem::path& folder) { return std::make_unique<Wrapper>(open(folder)); };
}

TEST_P(KilledDatabase, AnEarlyAcknowledgementIsCaught) {
  std::uint32_t operations = 0;
  const std::string wrong = kill_at_each(wrapped<AcknowledgesEarly>(open()), operations);
  EXPECT_NE(wrong.find("after 1 acknowledged writes: {}"), std::string::npos) << wrong;
}

TEST_P(KilledDatabase, ATornTransactionIsCaught) {
  std::uint32_t operations = 0;
  const std::string wrong = kill_at_each(wrapped<Tears>(open()), operations);
  EXPECT_NE(wrong.find("after 2 acknowledged writes: {a=21 b=11 }"), std::string::npos) << wrong;
}

}  // namespace
}  // namespace faultline::store
