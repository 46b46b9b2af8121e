#include "faultline/shrink/minimise_schedule.h"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stepping.h"

namespace faultline::shrink {
namespace {

using namespace testing;

struct Minimal {
  Schedule schedule;
  std::uint32_t evaluations;
  bool one_minimal, capped;
};

Minimal minimum_of(const Schedule& start, const Fails<Schedule>& fails, const Hints& hints, const Limits& limits = {}) {
  const TreeMinimum minimum = minimise_schedule(problem_of(start, fails), hints, limits);
  return {value_of<Schedule>(minimum.value), minimum.evaluations, minimum.one_minimal, minimum.capped};
}
Minimal minimum_of(const Schedule& start, const Fails<Schedule>& fails, bool recovers = true) {
  return minimum_of(start, fails, {static_cast<std::uint32_t>(start.size()), false, {}, kPoints, recovers});
}

// The minimum of a hundred random failing schedules, all the same.
void expect_minimum(const Fails<Schedule>& fails, const Schedule& minimal, bool recovers = true) {
  int starts = 0;
  for (std::uint64_t seed = 0; starts < 100; ++seed) {
    ASSERT_LT(seed, 5000u) << "hardly any schedule fails";
    const Schedule start = random_schedule(seed, 40);
    if (!fails(start)) continue;
    ++starts;
    const Minimal minimum = minimum_of(start, fails, recovers);
    ASSERT_EQ(text(minimum.schedule), text(minimal)) << "from seed " << seed << ": " << text(start);
    ASSERT_TRUE(minimum.one_minimal);
    ASSERT_FALSE(minimum.capped);
  }
}

bool any_step(const Schedule& schedule, const std::function<bool(const AnyStep&)>& wanted) {
  return std::any_of(schedule.begin(), schedule.end(), wanted);
}

TEST(MinimiseSchedule, FindsASetThatIsDeletedLater) {
  const auto fails = [](const Schedule& s) {
    std::set<Name> known;
    for (const auto& step : s) {
      if (const auto* set = as<Set>(step)) known.insert(set->key);
      if (const auto* gone = as<Delete>(step); gone && known.contains(gone->key)) return true;
    }
    return false;
  };
  expect_minimum(fails, {Command(Set{"a", 0}), Command(Delete{"a"})});
}

TEST(MinimiseSchedule, RenamesKeysToTheFewest) {
  const auto fails = [](const Schedule& s) {
    std::vector<Name> keys;
    for (const auto& step : s)
      if (const auto* gone = as<Delete>(step)) keys.push_back(gone->key);
    for (std::size_t i = 1; i < keys.size(); ++i)
      if (keys[i] == keys[i - 1]) return true;
    return false;
  };
  expect_minimum(fails, {kA, kA});
}

TEST(MinimiseSchedule, NamesKeysInTheOrderInWhichTheyAppear) {
  const auto fails = [](const Schedule& s) {
    std::vector<Name> keys;
    for (const auto& step : s)
      if (const auto* set = as<Set>(step)) keys.push_back(set->key);
    for (std::size_t i = 2; i < keys.size(); ++i)
      if (keys[i] == keys[i - 2] && keys[i] != keys[i - 1]) return true;
    return false;
  };
  expect_minimum(fails, {Command(Set{"a", 0}), Command(Set{"b", 0}), Command(Set{"a", 0})});
}

TEST(MinimiseSchedule, FindsAValueAndAKey) {
  const auto fails = [](const Schedule& s) {
    return any_step(s, [](const AnyStep& step) {
      const auto* set = as<Set>(step);
      return set && set->value >= 42 && set->key != Name("a");
    });
  };
  expect_minimum(fails, {Command(Set{"b", 42})});
}

TEST(MinimiseSchedule, FindsAFaultInFrontOfATransaction) {
  const auto fails = [](const Schedule& s) {
    std::int64_t armed = 0;
    for (const auto& step : s) {
      if (kind_of(step) == StepKind::fault) armed += std::get<Drop>(std::get<1>(step)).n;
      if (const auto* batch = as<Batch>(step); batch && armed >= 2 && batch->sets.size() >= 2) return true;
    }
    return false;
  };
  expect_minimum(fails, {Fault(Drop{2}), Command(Batch{{{}, {}}, {}, Mode::plain, ""})});
}

TEST(MinimiseSchedule, FindsACrashAndWhatMustFollowIt) {
  const auto fails = [](const Schedule& s) {
    int phase = 0;
    for (const auto& step : s) {
      if (const auto* crash = std::get_if<Crash>(&step); crash && crash->point == "commit" && crash->hit >= 2) {
        phase = 1;
      } else if (phase == 1 && kind_of(step) == StepKind::command) {
        phase = 2;
      } else if (phase == 2 && kind_of(step) == StepKind::restart) {
        return true;
      }
    }
    return false;
  };
  expect_minimum(fails, {Crash{"commit", 2}, Command(Sync{}), Restart{}});
}

TEST(MinimiseSchedule, MakesARestartOfACrashThatOnlyRestarts) {
  const auto fails = [](const Schedule& s) {
    bool set = false;
    for (const auto& step : s) {
      set = set || as<Set>(step);
      if (set && (kind_of(step) == StepKind::crash || kind_of(step) == StepKind::restart)) return true;
    }
    return false;
  };
  expect_minimum(fails, {Command(Set{"a", 0}), Restart{}});
}

TEST(MinimiseSchedule, RestartsStandInForCommandsOnlyWhereTheTargetRecovers) {
  const auto fails = [](const Schedule& s) { return !s.empty(); };
  EXPECT_EQ(text(minimum_of({kSync, kA}, fails, false).schedule), text({kSync}));
  EXPECT_EQ(text(minimum_of({kSync, kA}, fails, true).schedule), text({Restart{}}));
}

TEST(MinimiseSchedule, TakesTogethersApartWhereTheyNeedNotBe) {
  const auto commands = [](const Schedule& s) {
    std::size_t deletes = 0;
    for (const auto& step : s) {
      deletes += as<Delete>(step) != nullptr;
      if (const auto* all = std::get_if<Together<Command>>(&step))
        for (const auto& command : all->commands) deletes += std::holds_alternative<Delete>(command);
    }
    return deletes >= 2;
  };
  expect_minimum(commands, {kA, kA}, false);
  const auto together = [](const Schedule& s) {
    return any_step(s, [](const AnyStep& step) {
      const auto* all = std::get_if<Together<Command>>(&step);
      return all && std::any_of(all->commands.begin(), all->commands.end(),
                                [](auto& command) { return std::holds_alternative<Delete>(command); });
    });
  };
  expect_minimum(together, {Together<Command>{{Sync{}, Delete{"a"}}}});
}

TEST(MinimiseSchedule, AddsAdvancesTogether) {
  const auto fails = [](const Schedule& s) {
    std::int64_t seconds = 0;
    for (const auto& step : s)
      if (const auto* advance = std::get_if<Advance>(&step)) seconds += advance->seconds;
    return seconds >= 7;
  };
  expect_minimum(fails, {Advance{7}});
}

TEST(MinimiseSchedule, FindsArgumentsOfEveryType) {
  const auto fails = [](const Schedule& s) {
    return any_step(s, [](const AnyStep& step) {
      const auto* batch = as<Batch>(step);
      return batch && batch->limit && *batch->limit <= -17 && batch->mode != Mode::plain && !batch->sets.empty();
    });
  };
  expect_minimum(fails, {Command(Batch{{{}}, -17, Mode::careful, ""})});
}

TEST(MinimiseSchedule, FindsTheSimplestTextOfTheLeastLength) {
  const auto fails = [](const Schedule& s) {
    return any_step(s, [](const AnyStep& step) {
      const auto* batch = as<Batch>(step);
      return batch && batch->note.size() >= 2;
    });
  };
  expect_minimum(fails, {Command(Batch{{}, {}, Mode::plain, "aa"})});
}

TEST(MinimiseSchedule, UsesItsHintsAtOnce) {
  Schedule start(60, kSync);
  start[3] = kDrop;
  start[5] = kA;
  std::vector<std::size_t> sizes;
  const auto fails = [&](const Schedule& s) {
    sizes.push_back(s.size());
    return s.size() >= 5 && s.back() == kA;
  };
  EXPECT_EQ(minimum_of(start, fails, {5, false, {3, 40}, {}, false}).schedule.size(), 5u);
  ASSERT_GE(sizes.size(), 2u);
  EXPECT_EQ(sizes[0], 6u) << "the tail goes";
  EXPECT_EQ(sizes[1], 5u) << "and so does the fault that was never felt";
}

TEST(MinimiseSchedule, OfACommandsOwnFailureRunsOnlyWhatEndsInOne) {
  const auto fails = [](const Schedule& s) {
    EXPECT_TRUE(!s.empty() && as<Delete>(s.back())) << text(s);
    return s.size() >= 2;
  };
  const Schedule start{kSync, kB, kSync, Command(Delete{"c"}), kSync};
  EXPECT_EQ(text(minimum_of(start, fails, {3, true, {}, {}, false}).schedule), text({kSync, kA}));
}

RC_GTEST_PROP(MinimiseSchedule, RunsOnlyWhatIsWellFormedAndEndsOneMinimal, (std::uint64_t seed, std::uint64_t salt)) {
  const Schedule start = random_schedule(seed, 12);
  const auto erratic = [=](const Schedule& s) { return hash_text(to_bytes(s), salt) % 4 == 0; };
  std::set<Bytes> runs;
  const auto fails = [&](const Schedule& s) {
    RC_ASSERT(runs.insert(to_bytes(s)).second);
    RC_ASSERT(is_well_formed(to_tree(s), kPoints));
    return erratic(s);
  };
  const Minimal minimum = minimum_of(start, fails);
  const Node end = to_tree(minimum.schedule);
  RC_ASSERT(minimum.evaluations == runs.size());
  RC_ASSERT(minimum.one_minimal && !minimum.capped);
  RC_ASSERT(minimum.schedule == start || schedule_key(end) < schedule_key(to_tree(start)));
  RC_ASSERT(minimum.schedule == start || erratic(minimum.schedule));
  for (std::size_t i = 0; i < end.parts.size(); ++i) RC_ASSERT(!erratic(value_of<Schedule>(without(end, i, 1))));
}

}  // namespace
}  // namespace faultline::shrink
