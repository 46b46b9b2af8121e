// What is made of a failure: honestly, of the same bug only, within one budget.
#include "faultline/engine/campaign/investigate.h"

#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include "faultline/engine/campaign/kept.h"
#include "faultline/engine/runner/workspace.h"
#include "faultline/engine/words/repro.h"

#include "campaign/fake_check.h"

namespace faultline {
namespace {

bool has(const Bytes& word, const char* letters) { return word.find(letters) != Bytes::npos; }

class Investigating : public testing::Test {
 protected:
  Investigating() { options_.report_dir = folder_; }
  ~Investigating() override { Workspace(folder_).remove(); }

  // What comes of a word that failed once.
  Investigation investigate(FakeCheck& check, const Bytes& word) {
    Suspect suspect;
    suspect.stopped.input = word;
    const Did did = check.run_word(word);
    suspect.stopped.result.verdict = did.verdict;
    suspect.stopped.result.digest = history(word, did);
    suspect.stopped.journal = did.actual;
    return faultline::investigate(check, executor_, suspect, options_);
  }
  static Bytes kept(const Finding& finding) { return Bytes(read_repro(finding.repro).steps.at(0).as_string()); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  const std::filesystem::path folder_ = make_workspace_root();
  FakeExecutor executor_;
  CampaignOptions options_;
};

TEST_F(Investigating, ShrinksConfirmsAndKeepsOneFile) {
  FakeCheck check([](const Bytes& word) { return has(word, "b") ? fails(word, "b") : passes(word); });
  const Investigation found = investigate(check, "abcab");
  ASSERT_EQ(found.findings.size(), 1U);
  const Finding& finding = found.findings[0];
  EXPECT_EQ(kept(finding), "b");
  EXPECT_TRUE(finding.shrunk && finding.one_minimal && !finding.capped && !finding.flaky());
  EXPECT_EQ(finding.before.steps, 5U);
  EXPECT_EQ(finding.after.steps, 1U);
  EXPECT_EQ(finding.replays, 3);
  EXPECT_EQ(files(), 1U);
  EXPECT_EQ(executor_.executions, 3 + finding.executions + 1 + 3);
}

// --- flaky targets ---

// Fails, where it has an x, in 3 runs of 10, as a sequence of pseudo-random numbers says.
class SometimesX {
 public:
  explicit SometimesX(std::uint64_t seed) : state_(seed) {}
  Did operator()(const Bytes& word) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    if (!has(word, "x") || (state_ >> 33) % 10 >= 3) return passes(word);
    Did did = fails(word, "x");
    did.actual[word.find('x')] = 'w';
    return did;
  }

 private:
  std::uint64_t state_;
};

TEST_F(Investigating, AFailureThatComesAndGoesIsNamedWithItsRateAndNeverShrunk) {
  int failed = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    SometimesX system(seed);
    while (system("x").verdict.kind == VerdictKind::pass) {
    }
    FakeCheck check(system);
    Suspect suspect;
    suspect.stopped = {"abxab", {}, "kkwkk", std::nullopt};
    suspect.stopped.result.verdict = fails("", "x").verdict;
    suspect.stopped.result.digest = history("abxab", {{}, "kkwkk"});
    const Finding finding = faultline::investigate(check, executor_, suspect, options_).findings.at(0);
    EXPECT_TRUE(finding.flaky());
    EXPECT_EQ(finding.replays, 20);
    EXPECT_FALSE(finding.shrunk || finding.one_minimal);
    EXPECT_EQ(kept(finding), "abxab");
    EXPECT_EQ(finding.differs, "at step 3, x: w, then k");
    failed += finding.stable;
  }
  EXPECT_GT(failed, 500);  // of 2,000
  EXPECT_LT(failed, 700);
}

// It fails every time until it is told to stop: after three replays, or in the middle of shrinking.
TEST_F(Investigating, AFailureThatStopsAfterAWhileIsFlakyToo) {
  for (const int good : {4, 5, 6, 8, 9, 10, 11}) {
    SCOPED_TRACE(good);
    int runs = 0;
    FakeCheck check([&](const Bytes& word) {
      Did did = has(word, "x") && ++runs <= good ? fails(word, "x") : passes(word);
      if (did.verdict.failed()) did.actual[word.find('x')] = 'w';
      return did;
    });
    const Finding finding = investigate(check, "abxab").findings.at(0);
    EXPECT_TRUE(finding.flaky());
    EXPECT_EQ(finding.replays, 20);
    EXPECT_FALSE(finding.shrunk || finding.one_minimal);
    EXPECT_EQ(kept(finding), "abxab");
    EXPECT_EQ(files(), 1U);
  }
}

TEST_F(Investigating, WhatFailsByAnotherHistoryEachTimeIsFlaky) {
  int runs = 0;
  FakeCheck check([&](const Bytes& word) {
    Did did = fails(word, "x");
    did.actual[0] = static_cast<char>('a' + ++runs % 7);
    return did;
  });
  const Finding finding = investigate(check, "ab").findings.at(0);
  EXPECT_TRUE(finding.flaky());
  EXPECT_EQ(finding.stable, 20);
  EXPECT_EQ(finding.differs, "at step 1, a: b, then c");
}

TEST_F(Investigating, WhereTimingDecidesOneFailureOfManyIsEnough) {
  int runs = 0;
  FakeCheck check([&](const Bytes& word) { return has(word, "x") && ++runs % 2 ? fails(word, "x") : passes(word); });
  check.info_.deterministic = false;
  const Finding finding = investigate(check, "abxab").findings.at(0);
  EXPECT_FALSE(finding.flaky());
  EXPECT_EQ(kept(finding), "x");
  EXPECT_FALSE(finding.one_minimal);
  EXPECT_EQ(finding.stable, 10);
  EXPECT_EQ(finding.replays, 20);
}

TEST_F(Investigating, AKeptScheduleHasSeveralTriesWhereTimingDecides) {
  int runs = 0;
  FakeCheck check([&](const Bytes& word) { return ++runs % 5 == 0 ? fails(word, "x") : passes(word); });
  check.info_.deterministic = false;
  Kept kept;
  kept.repro.steps = check.to_json("x");
  kept.file = folder_ / "x.json";
  EXPECT_EQ(replay_kept(check, executor_, Isolation::in_process, kept).verdict, VerdictKind::fail);
  EXPECT_EQ(explain_kept(check, executor_, Isolation::in_process, kept, options_).findings.size(), 1U);
  check.info_.deterministic = true;
  runs = 0;
  EXPECT_EQ(shrink_kept(check, executor_, Isolation::in_process, kept, options_).verdict, VerdictKind::pass);
}

// What was minimised fails only now and then; what was found, always.
TEST_F(Investigating, ASmallerScheduleThatIsLessSureIsNotTaken) {
  int runs = 0;
  FakeCheck check([&](const Bytes& word) {
    return has(word, "ab") || (has(word, "b") && ++runs == 1) ? fails(word, "b") : passes(word);
  });
  const Finding finding = investigate(check, "cab").findings.at(0);
  EXPECT_FALSE(finding.flaky());
  EXPECT_FALSE(finding.shrunk);
  EXPECT_EQ(kept(finding), "cab");
  EXPECT_EQ(finding.stable, 20);
  EXPECT_EQ(finding.note, "what shrinking left of it failed in 0 of 1 replays, so it is as it was found");
}

// --- other failures ---

Did two_bugs(const Bytes& word) {
  if (has(word, "deep")) return fails(word, "deep");
  if (has(word, "e")) return fails(word, "shallow", FailureClass::lost_ack);
  return passes(word);
}

TEST_F(Investigating, AnotherBugMetOnTheWayIsShrunkAsItself) {
  FakeCheck check(two_bugs);
  const Investigation found = investigate(check, "a deep word");
  ASSERT_EQ(found.findings.size(), 2U);
  EXPECT_EQ(kept(found.findings[0]), "deep");
  EXPECT_EQ(kept(found.findings[1]), "e");
  EXPECT_EQ(found.findings[1].verdict.origin, "shallow");
  EXPECT_TRUE(found.findings[1].shrunk && found.findings[1].one_minimal);
  EXPECT_EQ(found.findings[1].note, "met while shrinking the failure above");
  EXPECT_TRUE(found.findings[1].seed.empty());
  EXPECT_EQ(files(), 2U);
}

// "xb" and "b" are met as two kinds of failure; small, the first is the second.
TEST_F(Investigating, OthersThatTurnOutToBeTheSameAreOne) {
  FakeCheck check([](const Bytes& word) {
    if (has(word, "a") && has(word, "b")) return fails(word, "ab");
    return has(word, "b") ? fails(word, word.size() > 1 ? "b in company" : "b") : passes(word);
  });
  check.becomes = [](const Verdict& from, const Verdict& to) {
    return from.origin == "b in company" && to.origin == "b";
  };
  const Investigation found = investigate(check, "axb");
  ASSERT_EQ(found.findings.size(), 2U);
  EXPECT_EQ(kept(found.findings[0]), "ab");
  EXPECT_EQ(found.findings[1].verdict.origin, "b");
  EXPECT_EQ(kept(found.findings[1]), "b");
  EXPECT_EQ(found.findings[1].before.steps, 2U);
  EXPECT_EQ(files(), 2U);
}

// Each length of a word has a bug of its own.
TEST_F(Investigating, ThereAreNeverMoreThanEight) {
  FakeCheck check([](const Bytes& word) {
    return has(word, "z") ? fails(word, "z of " + std::to_string(word.size())) : passes(word);
  });
  const Investigation found = investigate(check, "abcdefghijklz");
  EXPECT_EQ(found.findings.size(), kMostFindings);
  EXPECT_GT(found.left_out, 0U);
  EXPECT_EQ(files(), kMostFindings);
}

TEST_F(Investigating, OthersAreSavedWhereThereIsNoTimeForThem) {
  FakeCheck check(two_bugs);
  bool stop = false;
  options_.interrupted = [&] { return stop; };
  options_.on_shrinking = [&](const Shrinking& now) { stop |= now.executions == 4; };  // "deep word" by then
  const Investigation found = investigate(check, "a deep word");
  ASSERT_EQ(found.findings.size(), 2U);
  EXPECT_TRUE(found.findings[0].capped);
  EXPECT_FALSE(found.findings[0].one_minimal);
  EXPECT_EQ(kept(found.findings[0]).size(), 9U);
  const Finding& other = found.findings[1];
  EXPECT_FALSE(other.shrunk || other.flaky());
  EXPECT_EQ(other.replays, 0);
  EXPECT_EQ(other.note,
            "met while shrinking the failure above; neither confirmed nor shrunk, because of the interrupt");
  EXPECT_TRUE(std::filesystem::exists(other.repro));
}

// --- the engine fails ---

Question question(Question::Kind kind, std::uint32_t step, std::vector<Bytes> schedules) {
  return {kind, step, "", true, std::move(schedules)};
}

// Wherever it does, the failures are findings and have repros that say the same.
TEST_F(Investigating, NothingThatWasFoundIsLostWhereTheEngineFails) {
  FakeCheck check(two_bugs);
  check.ask = [](const Bytes& word) {
    return std::vector<Question>{question(Question::Kind::without, 0, {word + "eep"})};
  };
  (void)investigate(check, "a deep word");
  const std::uint32_t all = executor_.executions;
  for (std::uint32_t at = 1; at <= all; ++at) {
    SCOPED_TRACE(at);
    Workspace(folder_).remove();
    executor_ = {};
    executor_.fails_at = at;
    const Investigation found = investigate(check, "a deep word");
    EXPECT_EQ(found.engine_error, "the server is gone");
    ASSERT_FALSE(found.findings.empty());
    EXPECT_EQ(found.findings[0].verdict.origin, "deep");
    int noted = 0;
    for (const Finding& finding : found.findings) {
      noted += finding.note.find("the engine failed: the server is gone") != std::string::npos;
      EXPECT_EQ(two_bugs(kept(finding)).verdict.origin, finding.verdict.origin);
      EXPECT_EQ(kept(finding).size(), finding.after.steps);
    }
    EXPECT_EQ(noted, 1);
    EXPECT_EQ(files(), found.findings.size());
  }
}

TEST_F(Investigating, AFindingThatCannotBeSavedIsShownAllTheSame) {
  FakeCheck check(two_bugs);
  options_.report_dir = "/proc/nowhere";
  const Investigation found = investigate(check, "deep sea");
  EXPECT_NE(found.engine_error, "");
  ASSERT_FALSE(found.findings.empty());
  const Finding& finding = found.findings[0];
  EXPECT_TRUE(finding.shrunk && finding.one_minimal);
  EXPECT_EQ(finding.repro, "");
  EXPECT_EQ(finding.note.substr(0, 44), "the engine failed: cannot write /proc/nowher");
}

TEST_F(Investigating, IsSavedBeforeItIsReplayed) {
  FakeCheck check(two_bugs);
  std::uint32_t executions = 1;
  options_.on_failure = [&](const Finding& finding) {
    EXPECT_EQ(kept(finding), "deep");
    executions = executor_.executions;
  };
  (void)investigate(check, "deep");
  EXPECT_EQ(executions, 0U);
}

// --- budget ---

TEST_F(Investigating, AFailureThatIsAloneHasTheWholeBudget) {
  FakeCheck check([](const Bytes& word) { return has(word, "b") ? fails(word, "b") : passes(word); });
  options_.limits.executions = 8;
  const Finding capped = investigate(check, "aaaaaaaaaaab").findings.at(0);
  EXPECT_TRUE(capped.capped);
  EXPECT_EQ(capped.executions, 8U);
  const Finding whole = investigate(check, "aaaaaaab").findings.at(0);
  EXPECT_TRUE(whole.one_minimal);
  EXPECT_EQ(whole.executions, 8U);
  EXPECT_EQ(kept(whole), "b");
}

TEST_F(Investigating, OneCapOfExecutionsIsSharedByAll) {
  FakeCheck check(two_bugs);
  options_.limits.executions = 8;
  const Investigation found = investigate(check, "a deep word");
  ASSERT_EQ(found.findings.size(), 2U);
  EXPECT_EQ(found.findings[0].executions, 6U);  // three quarters
  EXPECT_TRUE(found.findings[0].capped);
  EXPECT_EQ(found.findings[1].executions, 2U);
  EXPECT_TRUE(found.findings[1].capped);
}

TEST_F(Investigating, ASlowTargetGivesTheBestSoFarInTime) {
  FakeCheck check([](const Bytes& word) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // this is how slow it is
    return two_bugs(word);
  });
  options_.limits.seconds = 1;
  const auto start = std::chrono::steady_clock::now();
  const Investigation found = investigate(check, std::string(500, 'a') + "deep" + std::string(500, 'b'));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(took.count(), 1.5);
  EXPECT_TRUE(found.findings.at(0).capped);
  EXPECT_TRUE(found.findings.at(0).shrunk);
  EXPECT_LT(found.findings.at(0).after.steps, 1004U);
}

// --- what matters ---

TEST_F(Investigating, AnswersWhatMatters) {
  FakeCheck check(two_bugs);
  check.ask = [](const Bytes& word) {
    return word == "e" ? std::vector<Question>{}
                       : std::vector<Question>{question(Question::Kind::without, 0, {"eep"}),
                                               question(Question::Kind::other_value, 1, {"deep!", "dxxp", "dep"}),
                                               question(Question::Kind::later, 2, {})};
  };
  const Finding finding = investigate(check, "deep sea").findings.at(0);
  ASSERT_EQ(finding.what_matters.size(), 2U);  // what cannot be asked is left out
  EXPECT_EQ(finding.unasked, 0U);
  EXPECT_EQ(finding.what_matters[0].otherwise, 1U);
  const Finding::Answer& mixed = finding.what_matters[1];
  EXPECT_EQ(mixed.same, 1U);
  EXPECT_EQ(mixed.passed, 1U);
  EXPECT_EQ(mixed.otherwise, 1U);
}

TEST_F(Investigating, SaysWhatThereWasNoTimeToAsk) {
  FakeCheck check(two_bugs);
  bool stop = false;
  check.ask = [](const Bytes&) {
    return std::vector<Question>{question(Question::Kind::without, 0, {"eep"}),
                                 question(Question::Kind::without, 1, {"dep"}),
                                 question(Question::Kind::without, 2, {"dep"})};
  };
  options_.interrupted = [&] { return stop; };
  options_.on_shrinking = [&](const Shrinking& now) { stop |= now.asked == 1; };
  const Finding finding = investigate(check, "deep").findings.at(0);
  EXPECT_TRUE(finding.one_minimal);
  EXPECT_EQ(finding.what_matters.size(), 1U);
  EXPECT_EQ(finding.unasked, 2U);
}

// --- campaigns ---

TEST_F(Investigating, ACampaignWhoseProofOfDeterminismFailsNamesTheRate) {
  int runs = 0;
  FakeCheck check([&](const Bytes& word) { return ++runs == 10 || runs % 4 == 0 ? fails(word, "w") : passes(word); });
  check.info_.runs = 3;
  const CheckReport report = run_campaign(check, executor_, Isolation::in_process, options_);
  EXPECT_EQ(report.verdict, VerdictKind::flaky);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].replays, 20);
  EXPECT_EQ(report.reason.substr(0, 8), "fails in");
}

TEST_F(Investigating, ACampaignOfPassingRunsThatDifferNamesTheFirstStepThatDoes) {
  int runs = 0;
  FakeCheck check([&](const Bytes& word) {
    Did did = passes(word);
    did.actual[2] = ++runs % 2 ? 'y' : 'n';
    return did;
  });
  check.info_.runs = 3;
  const CheckReport report = run_campaign(check, executor_, Isolation::in_process, options_);
  EXPECT_EQ(report.verdict, VerdictKind::flaky);
  EXPECT_NE(report.reason.find("; run 1 first differs at step 3, r: y, then n; look for clocks"), std::string::npos)
      << report.reason;
}

// The 20th and the 40th run, after the first eight that were run twice.
TEST_F(Investigating, ACampaignGoesOnAfterAnInconclusiveRunAndCountsThem) {
  int runs = 0;
  FakeCheck check([&](const Bytes& word) {
    Did did = passes(word);
    if (++runs == 28 || runs == 48) did.verdict = {VerdictKind::inconclusive, {}, "", "too many worlds", 0};
    return did;
  });
  const CheckReport report = run_campaign(check, executor_, Isolation::in_process, options_);
  EXPECT_EQ(report.runs, 100U);
  EXPECT_EQ(report.verdict, VerdictKind::inconclusive);
  EXPECT_EQ(report.inconclusive, 2U);
  EXPECT_EQ(report.reason, "2 of 100 runs inconclusive; the first: too many worlds (seed g00000000:0x13)");
}

}  // namespace
}  // namespace faultline
