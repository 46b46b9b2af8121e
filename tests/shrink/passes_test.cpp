#include "faultline/shrink/passes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/shrink/combined.h"
#include "faultline/shrink/regroup.h"

#include "schedules.h"

namespace faultline::shrink {
namespace {

using namespace testing;

using Passes = std::vector<std::pair<const char*, std::function<bool(Search<Schedule>&)>>>;

const Passes& all_passes() {
  static const Passes passes{
      {"truncate", [](auto& s) { return truncate(s, 5); }},
      {"drop_steps",
       [](auto& s) {
         return drop_steps(s, {1, 3, 40, 2});
       }},
      {"drop_kinds", [](auto& s) { return drop_kinds(s); }},
      {"delete_chunks", [](auto& s) { return delete_chunks(s); }},
      {"delete_elements", [](auto& s) { return delete_elements(s); }},
      {"lower_leaves together", [](auto& s) { return lower_leaves(s, true); }},
      {"lower_leaves", [](auto& s) { return lower_leaves(s, false); }},
      {"reorder", [](auto& s) { return reorder(s); }},
      {"replace_alternatives", [](auto& s) { return replace_alternatives(s); }},
      {"replace_by_restarts", [](auto& s) { return replace_by_restarts(s); }},
      {"drop_hits", [](auto& s) { return drop_hits(s); }},
      {"drop_element_hits", [](auto& s) { return drop_element_hits(s); }},
      {"regroup", [](auto& s) { return regroup(s); }},
      {"reorder_elements", [](auto& s) { return reorder_elements(s); }},
      {"rename_words", [](auto& s) { return rename_words(s); }},
      {"drop_for_replacement", [](auto& s) { return drop_for_replacement(s); }},
      {"simplify_crashes", [](auto& s) { return simplify_crashes(s, kPoints); }},
  };
  return passes;
}

Search<Schedule> search_from(Schedule start, std::function<bool(const Schedule&)> fails) {
  return Search<Schedule>(
      std::move(start), [=](const Schedule& s) { return fails(s) ? Fate::same : Fate::passes; }, {},
      [] { return false; });
}

// Whatever fails, a pass ends at something that fails, and that is simpler exactly if it says so.
RC_GTEST_PROP(EveryPass, OnlyDescends, (std::uint64_t seed, std::uint64_t salt)) {
  for (const auto& [name, pass] : all_passes()) {
    const auto fails = [salt](const Schedule& s) { return hash_text(to_bytes(s), salt) % 3 == 0; };
    const Schedule start = random_schedule(seed, 12);
    auto search = search_from(start, fails);
    const bool progress = pass(search);
    RC_ASSERT(progress == (search.best() != start));
    RC_ASSERT(progress == (order_key(search.best()) < order_key(start)));
    if (progress) RC_ASSERT(fails(search.best()));
  }
}

RC_GTEST_PROP(EveryPass, KeepsWhatNothingSimplerFails, (std::uint64_t seed)) {
  const Schedule start = random_schedule(seed, 12);
  for (const auto& [name, pass] : all_passes()) {
    auto search = search_from(start, [&](const Schedule& s) { return s == start; });
    RC_ASSERT(!pass(search));
    RC_ASSERT(search.best() == start);
  }
}

// Runs one pass, again while it gets on, where a schedule fails if `fails` says so.
std::string after(const char* name, Schedule start, std::function<bool(const Schedule&)> fails) {
  auto search = search_from(std::move(start), std::move(fails));
  for (const auto& [pass_name, pass] : all_passes())
    if (std::string(name) == pass_name)
      while (pass(search)) continue;
  return text_of(search.best());
}

bool always(const Schedule&) { return true; }
bool holds(const Schedule& schedule, const AnyStep& step) {
  return std::find(schedule.begin(), schedule.end(), step) != schedule.end();
}

const AnyStep kSync = Command(Sync{}), kA = Command(Delete{"a"}), kB = Command(Delete{"b"}), kDrop = Fault(Drop{1});

TEST(Passes, TruncateKeepsTheFailingStep) {
  EXPECT_EQ(after("truncate", Schedule(9, kSync), [](auto& s) { return s.size() >= 6; }), text_of(Schedule(6, kSync)));
  EXPECT_EQ(after("truncate", Schedule(9, kSync), [](auto& s) { return s.size() >= 7; }), text_of(Schedule(9, kSync)));
}

TEST(Passes, DropStepsIsAllOrNothing) {
  const Schedule start{kA, kDrop, Crash{"sync", 1}, kDrop, kB};
  EXPECT_EQ(after("drop_steps", start, [](auto& s) { return s.size() >= 2; }), text_of({kA, kB}));
  EXPECT_EQ(after("drop_steps", start, [](auto& s) { return s.size() > 2; }), text_of(start));
}

TEST(Passes, DropKindsDropsEachKindThatCanGo) {
  const Schedule start{kA, kDrop, kSync, Crash{"sync", 1}, Restart{}, kB, Heal{}, kDrop};
  EXPECT_EQ(after("drop_kinds", start, [](auto& s) { return holds(s, kB) && holds(s, Restart{}); }),
            text_of({kA, Restart{}, kB}));
}

TEST(Passes, DeleteChunksEndsWhereNoSingleStepCanGo) {
  Schedule start(40, kSync);
  start[7] = kA;
  start[31] = kB;
  EXPECT_EQ(after("delete_chunks", start, [](auto& s) { return holds(s, kA) && holds(s, kB); }), text_of({kA, kB}));
}

TEST(Passes, DeleteElementsWorksInsideSteps) {
  const Schedule start{Command(Batch{{{"a", 1}, {"b", 2}, {"c", 3}}, {}, Mode::plain, ""}),
                       Command(Batch{{{"d", 4}}, {}, Mode::plain, ""})};
  const auto keeps_b = [](const Schedule& s) {
    for (const auto& set : as<Batch>(s[0])->sets)
      if (set.key == Name("b")) return true;
    return false;
  };
  EXPECT_EQ(after("delete_elements", start, keeps_b),
            text_of({Command(Batch{{{"b", 2}}, {}, Mode::plain, ""}), Command(Batch{})}));
}

TEST(Passes, LowerLeavesReachesAThreshold) {
  const Schedule start{Command(Set{"d", 93})};
  EXPECT_EQ(after("lower_leaves", start, [](auto& s) { return as<Set>(s[0])->value >= 42; }),
            text_of({Command(Set{"a", 42})}));
}

TEST(Passes, LowerLeavesTogetherRenamesAKeyEverywhere) {
  const auto equal_keys = [](const Schedule& s) { return as<Set>(s[0])->key == as<Delete>(s[1])->key; };
  EXPECT_EQ(after("lower_leaves together", {Command(Set{"c", 9}), Command(Delete{"c"})}, equal_keys),
            text_of({Command(Set{"a", 9}), Command(Delete{"a"})}));
}

TEST(Passes, ReorderSortsWhatMayBeSorted) {
  EXPECT_EQ(after("reorder", {kB, kSync, kA, kSync}, always), text_of({kSync, kSync, kA, kB}));
  EXPECT_EQ(after("reorder", {kB, kSync, kA}, [](auto& s) { return s[1] == kSync || s[0] == kSync; }),
            text_of({kSync, kA, kB}));
}

TEST(Passes, ReplaceAlternativesTakesTheSimplestThatFails) {
  EXPECT_EQ(after("replace_alternatives", {Command(Set{"b", 5})}, always), text_of({kSync}));
  EXPECT_EQ(after("replace_alternatives", {Command(Set{"b", 5})}, [](auto& s) { return !as<Sync>(s[0]); }),
            text_of({kA}));
  const auto on_b = [](const Schedule& s) { return s[0] == kB || s[0] == AnyStep(Command(Set{"b", 5})); };
  EXPECT_EQ(after("replace_alternatives", {Command(Set{"b", 5})}, on_b), text_of({kB})) << "the key is kept";
}

TEST(Passes, RestartsStandInForCommandsAndCrashes) {
  EXPECT_EQ(after("replace_by_restarts", {kA, kB}, [](auto& s) { return s.size() == 2 && s[1] == kB; }),
            text_of({Restart{}, kB}));
  EXPECT_EQ(after("replace_by_restarts", {Crash{"sync", 1}, kA},
                  [](auto& s) { return s.back() == AnyStep(Restart{}) && holds(s, kA); }),
            text_of({kA, Restart{}}));
}

TEST(Passes, DropHitsLowersTheHitWithTheStep) {
  // As many commands follow the crash as it has hits to come.
  const auto in_the_last = [](const Schedule& s) {
    const auto* crash = std::get_if<Crash>(&s[0]);
    return crash != nullptr && crash->hit + 1 == s.size();
  };
  EXPECT_EQ(after("drop_hits", {Crash{"sync", 4}, kA, kA, kA, kB}, in_the_last), text_of({Crash{"sync", 1}, kB}));
}

TEST(Passes, SimplifyCrashesTakesTheEarliestHitOfTheSimplestPoint) {
  EXPECT_EQ(after("simplify_crashes", {Crash{"commit", 6}}, always), text_of({Crash{"sync", 1}}));
  const auto late_commit = [](const Schedule& s) {
    return std::get<Crash>(s[0]).point == "commit" && std::get<Crash>(s[0]).hit >= 3;
  };
  EXPECT_EQ(after("simplify_crashes", {Crash{"commit", 6}}, late_commit), text_of({Crash{"commit", 3}}));
  const auto later_commit = [](const Schedule& s) { return std::get<Crash>(s[0]).hit >= 5; };
  EXPECT_EQ(after("simplify_crashes", {Crash{"commit", 6}}, later_commit), text_of({Crash{"commit", 5}}));
}

}  // namespace
}  // namespace faultline::shrink
