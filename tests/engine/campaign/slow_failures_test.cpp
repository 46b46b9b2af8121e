// Failures that are slow to show are chased at learnt bounds, and what is reported has failed in full.
#include <filesystem>

#include <gtest/gtest.h>

#include "faultline/engine/campaign/investigate.h"
#include "faultline/engine/runner/workspace.h"
#include "faultline/engine/words/repro.h"

#include "campaign/fake_check.h"

namespace faultline {
namespace {

Did takes(const Bytes& word, std::uint32_t step_ms) {
  Did did = passes(word);
  did.step_ms = step_ms;
  return did;
}
Did uses(const Bytes& word, std::uint64_t memory_mb) {
  Did did = passes(word);
  did.memory_mb = memory_mb;
  return did;
}
bool has(const Bytes& word, const char* letters) { return word.find(letters) != Bytes::npos; }

class SlowToShow : public testing::Test {
 protected:
  SlowToShow() { options_.report_dir = folder_; }
  ~SlowToShow() override { Workspace(folder_).remove(); }

  Investigation investigate(std::function<Did(const Bytes&)> system, const Bytes& word,
                            FailureClass failure = FailureClass::hang) {
    check_.emplace(std::move(system));
    check_->info_.deadline_ms = 2000;
    Suspect suspect;
    suspect.stopped.input = word;
    suspect.stopped.result.verdict = fails(word, "step", failure).verdict;
    suspect.stopped.result.digest = history(word, passes(word));
    suspect.stopped.journal = passes(word).actual;
    return faultline::investigate(*check_, executor_, suspect, options_);
  }
  static Bytes kept(const Finding& finding) { return Bytes(read_repro(finding.repro).steps.at(0).as_string()); }
  std::ptrdiff_t files() const { return std::distance(std::filesystem::directory_iterator(folder_), {}); }

  const std::filesystem::path folder_ = make_workspace_root();
  FakeExecutor executor_;
  CampaignOptions options_;
  std::optional<FakeCheck> check_;
  int runs_ = 0;
};

Did hangs_at_x(const Bytes& word) { return takes(word, has(word, "x") ? kForEver : 1); }

TEST_F(SlowToShow, OnlyTheMinimumIsRunInFull) {
  double announced = 0;
  options_.on_shrinking = [&](const Shrinking& now) { announced = std::max(announced, now.seconds_in_full); };
  const Finding finding = investigate(hangs_at_x, "abxab").findings.at(0);
  EXPECT_EQ(kept(finding), "x");
  EXPECT_TRUE(finding.shrunk && finding.one_minimal && !finding.flaky());
  EXPECT_EQ(finding.stable, 3);
  EXPECT_EQ(executor_.in_full, 1U);
  EXPECT_GT(announced, 10) << "seconds";
}

TEST_F(SlowToShow, AHangThatLooksLikeADeadlockForAMomentIsTheSame) {
  executor_.unsure = true;
  const Finding finding = investigate(hangs_at_x, "abxab").findings.at(0);
  EXPECT_EQ(kept(finding), "x");
  EXPECT_EQ(finding.verdict.failure, FailureClass::hang);
  EXPECT_EQ(finding.stable, 3);
}

// What is slow, and hangs only in company, is taken for what hangs.
TEST_F(SlowToShow, WhatEndsWellInFullIsNotReported) {
  const auto system = [](const Bytes& word) {
    return takes(word, has(word, "ab") ? kForEver : has(word, "b") ? 150 : 1);
  };
  const Finding finding = investigate(system, "cab").findings.at(0);
  EXPECT_EQ(kept(finding), "ab");
  EXPECT_TRUE(finding.shrunk && !finding.one_minimal && !finding.flaky());
  EXPECT_EQ(executor_.in_full, 1U);
  EXPECT_EQ(files(), 1);
}

TEST_F(SlowToShow, AtMostTwoRunsInFullHang) {
  for (std::size_t length = 1; length < 40; ++length) {
    SCOPED_TRACE(length);
    executor_.in_full = 0;
    const auto system = [&](const Bytes& word) { return takes(word, word.size() >= length ? kForEver : 150); };
    const Finding finding = investigate(system, Bytes(40, 'a')).findings.at(0);
    EXPECT_LE(executor_.in_full, 2U);
    ASSERT_TRUE(finding.shrunk);
    EXPECT_GE(kept(finding).size(), length);
    EXPECT_LE(kept(finding).size() - length, length / 2) << "the search did not go far";
    EXPECT_FALSE(finding.one_minimal);
  }
}

TEST_F(SlowToShow, WhereNothingSmallerHangsItIsReportedAsFound) {
  const auto system = [](const Bytes& word) { return takes(word, word == "abcd" ? kForEver : 150); };
  const Finding finding = investigate(system, "abcd").findings.at(0);
  EXPECT_FALSE(finding.shrunk || finding.flaky());
  EXPECT_EQ(kept(finding), "abcd");
  EXPECT_EQ(finding.stable, 3);
  EXPECT_EQ(finding.note, "what shrinking left of it ended well when it was run in full, so it is as it was found");
  EXPECT_EQ(executor_.in_full, 0U);
}

// A step of 150 ms is nothing for a target whose steps take 60.
TEST_F(SlowToShow, TheBoundIsLearntFromWhatPassed) {
  executor_.needs.step_ms = 60;
  const auto system = [](const Bytes& word) { return takes(word, has(word, "ab") ? kForEver : 150); };
  const Finding finding = investigate(system, "cab").findings.at(0);
  EXPECT_EQ(kept(finding), "ab");
  EXPECT_TRUE(finding.one_minimal);
}

TEST_F(SlowToShow, MuchMemoryIsUsedOnlyToConfirm) {
  const auto system = [](const Bytes& word) { return uses(word, has(word, "x") ? 4000 : 2); };
  const Finding finding = investigate(system, "axb", FailureClass::out_of_memory).findings.at(0);
  EXPECT_EQ(kept(finding), "x");
  EXPECT_TRUE(finding.one_minimal && finding.stable == 3);
  EXPECT_EQ(executor_.in_full, 1U);
}

// With little memory it fails another way, so it is given all there is.
TEST_F(SlowToShow, WhereABoundShowsSomethingElseThereIsNone) {
  executor_.needs.memory_mb = 10;
  const auto system = [](const Bytes& word) {
    return has(word, "x") ? uses(word, 4000) : has(word, "y") ? uses(word, 100) : uses(word, 2);
  };
  const auto other_history = [&](const Bytes& word) {
    Did did = system(word);
    if (has(word, "x") && ++runs_ == 1) did.actual[0] = '?';
    return did;
  };
  const Finding finding = investigate(other_history, "axby", FailureClass::out_of_memory).findings.at(0);
  EXPECT_EQ(kept(finding), "x");
  EXPECT_GT(executor_.in_full, 3U);
}

// --- what else is met ---

Did wrong_or_slow(const Bytes& word, std::uint32_t slow) {
  if (has(word, "ab")) return fails(word, "ab");
  return takes(word, has(word, "b") ? slow : 1);
}

TEST_F(SlowToShow, AHangThatIsMetIsConfirmedBeforeItIsAFinding) {
  Suspect suspect;
  suspect.stopped.input = "cab";
  const auto met = [&](std::uint32_t slow) {
    check_.emplace([slow](const Bytes& word) { return wrong_or_slow(word, slow); });
    check_->info_.deadline_ms = 2000;
    const Did did = check_->run_word("cab");
    suspect.stopped.result.verdict = did.verdict;
    suspect.stopped.result.digest = history("cab", did);
    executor_.in_full = 0;
    return faultline::investigate(*check_, executor_, suspect, options_).findings;
  };
  const auto real = met(kForEver);
  ASSERT_EQ(real.size(), 2U);
  EXPECT_EQ(real[1].verdict.failure, FailureClass::hang);
  EXPECT_EQ(kept(real[1]), "b");
  EXPECT_EQ(executor_.in_full, 2U);

  Workspace(folder_).remove();
  const auto slow = met(5000);  // more than the deadline, less than four times that
  ASSERT_EQ(slow.size(), 1U);
  EXPECT_EQ(kept(slow[0]), "ab");
  EXPECT_TRUE(slow[0].one_minimal);
  EXPECT_EQ(files(), 1);
}

// --- the budget ---

TEST_F(SlowToShow, NothingIsShrunkThatCouldNotBeConfirmed) {
  options_.limits.seconds = 9;
  const Finding finding = investigate(hangs_at_x, "abxab").findings.at(0);
  EXPECT_FALSE(finding.shrunk || finding.flaky());
  EXPECT_EQ(finding.stable, 3);
  EXPECT_EQ(finding.note, "there was no time: to confirm a smaller one takes 10.1 s");
  EXPECT_EQ(executor_.executions, 1U + 3U);
  EXPECT_EQ(executor_.in_full, 0U);
}

TEST_F(SlowToShow, WhatIsGivenUpCountsForNothing) {
  int runs = 0;
  executor_.no_time = [&] { return ++runs > 6; };
  const auto system = [](const Bytes& word) { return has(word, "b") ? fails(word, "step") : passes(word); };
  const Finding finding = investigate(system, "aaab", FailureClass::wrong_reply).findings.at(0);
  EXPECT_FALSE(finding.shrunk || finding.flaky());
  EXPECT_EQ(finding.stable, 3);
  EXPECT_EQ(finding.note,
            "what shrinking left of it was not confirmed: there was no time for it, so it is as it was found");
}

}  // namespace
}  // namespace faultline
