#include <gtest/gtest.h>

#include "stepping.h"

namespace faultline::shrink {
namespace {

using namespace testing;

AnyStep together(std::vector<Command> commands) { return Together<Command>{std::move(commands)}; }
const Command kSyncs = Sync{}, kDeletesA = Delete{"a"}, kDeletesB = Delete{"b"};

TEST(StepReplacement, TogethersAreTakenApart) {
  EXPECT_EQ(after_steps(split_togethers, {together({kDeletesB, kDeletesA})}, always), text({kB, kA}));
  const auto a_first = [](const Schedule& s) { return s.size() == 1 || s[0] == kA; };
  EXPECT_EQ(after_steps(split_togethers, {together({kDeletesB, kDeletesA})}, a_first), text({kA, kB}))
      << "in either order";
}

TEST(StepReplacement, OfThreeOneIsTakenOut) {
  const auto with_a = [](const Schedule& s) {
    const auto* step = std::get_if<Together<Command>>(&s[0]);
    return step && std::count(step->commands.begin(), step->commands.end(), kDeletesA) > 0;
  };
  EXPECT_EQ(after_steps(split_togethers, {together({kSyncs, kDeletesA, kDeletesB})}, with_a),
            text({together({kDeletesA, kDeletesB})}));
}

TEST(StepReplacement, FaultsAndAdvancesAreMerged) {
  const auto seconds = [](const Schedule& s) {
    std::int64_t all = 0;
    for (const auto& step : s)
      if (const auto* advance = std::get_if<Advance>(&step)) all += advance->seconds;
    return all == 12;
  };
  EXPECT_EQ(after_steps(merge_steps, {Advance{5}, kSync, Advance{7}}, seconds), text({kSync, Advance{12}}));
  const auto drops = [](const Schedule& s) {
    return std::any_of(s.begin(), s.end(), [](auto& step) { return step == AnyStep(Fault(Drop{3})); }) || s.size() > 2;
  };
  EXPECT_EQ(after_steps(merge_steps, {kDrop, kSync, Fault(Drop{2})}, drops), text({kSync, Fault(Drop{3})}));
  EXPECT_EQ(after_steps(merge_steps, {kSync, kSync}, always), text({kSync, kSync})) << "commands are not";
}

TEST(StepReplacement, RestartsStandInForCommandsAndCrashes) {
  EXPECT_EQ(after_steps(replace_by_restarts, {kA, kB}, [](auto& s) { return s.size() == 2 && s[1] == kB; }),
            text({Restart{}, kB}));
  EXPECT_EQ(after_steps(replace_by_restarts, {Crash{"sync", 1}, kA},
                        [](auto& s) { return s.back() == AnyStep(Restart{}) && holds(s, kA); }),
            text({kA, Restart{}}));
  EXPECT_EQ(after_steps(replace_by_restarts, {kDrop, Heal{}}, always), text({kDrop, Heal{}}));
}

TEST(StepReplacement, DropHitsLowersTheHitWithTheStep) {
  // As many commands follow the crash as it has hits to come.
  const auto in_the_last = [](const Schedule& s) {
    const auto* crash = std::get_if<Crash>(&s[0]);
    return crash != nullptr && crash->hit + 1 == s.size() && s.back() == kB;
  };
  EXPECT_EQ(after_steps(drop_hits, {Crash{"sync", 4}, kA, kA, kA, kB}, in_the_last), text({Crash{"sync", 1}, kB}));
}

TEST(StepReplacement, DropHitsLowersTheHitWithTheElement) {
  const auto passed = [](const Schedule& s) {
    const auto* batch = s.size() == 2 ? as<Batch>(s[1]) : nullptr;
    return batch && std::get<Crash>(s[0]).hit == batch->sets.size() + 1;
  };
  const Schedule start{Crash{"sync", 4}, Command(Batch{{{"a", 1}, {"b", 2}, {"c", 3}}, {}, Mode::plain, ""})};
  EXPECT_EQ(after_steps(drop_hits, start, passed), text({Crash{"sync", 1}, Command(Batch{})}));
}

TEST(StepReplacement, SimplifyCrashesTakesTheEarliestHitOfTheSimplestPoint) {
  const auto simplify = [](Search& search) { return simplify_crashes(search, kPoints); };
  EXPECT_EQ(after_steps(simplify, {Crash{"commit", 6}}, always), text({Crash{"sync", 1}}));
  const auto late_commit = [](const Schedule& s) {
    return std::get<Crash>(s[0]).point == "commit" && std::get<Crash>(s[0]).hit >= 3;
  };
  EXPECT_EQ(after_steps(simplify, {Crash{"commit", 6}}, late_commit), text({Crash{"commit", 3}}));
  const auto later = [](const Schedule& s) { return std::get<Crash>(s[0]).hit >= 5; };
  EXPECT_EQ(after_steps(simplify, {Crash{"commit", 6}}, later), text({Crash{"commit", 5}}));
}

TEST(StepReplacement, PostponeCrashesLowersTheHitByWhatTheStepPasses) {
  const auto armed_right_before = [](const Schedule& s) {
    const auto* crash = s.size() == 3 ? std::get_if<Crash>(&s[1]) : std::get_if<Crash>(&s[0]);
    return crash != nullptr && crash->hit == (std::holds_alternative<Crash>(s[0]) ? 2u : 1u);
  };
  EXPECT_EQ(after_steps(postpone_crashes, {Crash{"sync", 2}, kA, kB}, armed_right_before),
            text({kA, Crash{"sync", 1}, kB}));
}

TEST(StepReplacement, CrashInRecoveryTakesTheCommandAwayAndTriesEveryPoint) {
  const auto pass = [](Search& search) { return crash_in_recovery(search, kPoints); };
  const auto in_recovery = [](const Schedule& s) {
    const auto& crash = std::get<Crash>(s[1]);
    return std::holds_alternative<Restart>(s[2]) ? crash.point == "commit" && crash.hit == 1 : true;
  };
  EXPECT_EQ(after_steps(pass, {kA, Crash{"sync", 3, 1}, kB}, in_recovery),
            text({kA, Crash{"commit", 1, 1}, Restart{}}));
}

TEST(StepReplacement, SimplifyCrashesKeepsThePowerOnWhereItCan) {
  const auto simplify = [](Search& search) { return simplify_crashes(search, kPoints); };
  EXPECT_EQ(after_steps(simplify, {Crash{"commit", 6, 9}}, always), text({Crash{"sync", 1}}));
  const auto needs_power_loss = [](const Schedule& s) { return std::get<Crash>(s[0]).power_loss > 0; };
  EXPECT_EQ(after_steps(simplify, {Crash{"commit", 6, 9}}, needs_power_loss), text({Crash{"sync", 1, 1}}));
  const auto needs_that_pick = [](const Schedule& s) { return std::get<Crash>(s[0]).power_loss == 9; };
  EXPECT_EQ(after_steps(simplify, {Crash{"commit", 6, 9}}, needs_that_pick), text({Crash{"sync", 1, 9}}));
  const auto some_picks = [](const Schedule& s) {
    const auto& crash = std::get<Crash>(s[0]);
    return crash.point == "commit" && crash.power_loss % 3 == 2;
  };
  EXPECT_EQ(after_steps(simplify, {Crash{"commit", 6, 11}}, some_picks), text({Crash{"commit", 1, 2}}));
}

}  // namespace
}  // namespace faultline::shrink
