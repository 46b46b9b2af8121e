#include "faultline/shrink/minimise.h"

#include <map>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "schedules.h"

namespace faultline::shrink {
namespace {

using namespace testing;

using Fails = std::function<bool(const Schedule&)>;

Minimum<Schedule> minimum_of(const Schedule& start, const Fails& fails, const Limits& limits = {}) {
  const auto evaluate = [&](const Schedule& s) { return fails(s) ? Fate::same : Fate::passes; };
  const Hints hints{static_cast<std::uint32_t>(start.size()), {}, kPoints, true};
  return minimise<Schedule>(start, evaluate, hints, limits, [] { return false; });
}

// By brute force: no single step can go.
bool one_minimal(const Schedule& schedule, const Fails& fails) {
  for (std::size_t i = 0; i < schedule.size(); ++i)
    if (fails(without(schedule, i, 1))) return false;
  return true;
}

// The minimum of a hundred random failing schedules, all the same.
void expect_minimum(const Fails& fails, const Schedule& minimal) {
  int starts = 0;
  for (std::uint64_t seed = 0; starts < 100; ++seed) {
    ASSERT_LT(seed, 5000u) << "hardly any schedule fails";
    const Schedule start = random_schedule(seed, 30);
    if (!fails(start)) continue;
    ++starts;
    const auto minimum = minimum_of(start, fails);
    ASSERT_EQ(text_of(minimum.schedule), text_of(minimal)) << "from seed " << seed << ": " << text_of(start);
    ASSERT_TRUE(minimum.one_minimal);
    ASSERT_FALSE(minimum.capped);
    ASSERT_EQ(minimum.removals, std::vector<Fate>(minimal.size(), Fate::passes));
  }
}

TEST(Minimise, FindsASetThatIsDeletedLater) {
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

TEST(Minimise, FindsAValueAndAKey) {
  const auto fails = [](const Schedule& s) {
    return std::any_of(s.begin(), s.end(), [](const AnyStep& step) {
      const auto* set = as<Set>(step);
      return set && set->value >= 42 && set->key != Name("a");
    });
  };
  expect_minimum(fails, {Command(Set{"b", 42})});
}

TEST(Minimise, FindsAFaultInFrontOfATransaction) {
  const auto fails = [](const Schedule& s) {
    bool armed = false;
    for (const auto& step : s) {
      if (kind_of(step) == StepKind::fault) armed = std::get<Drop>(std::get<1>(step)).n >= 2;
      if (const auto* batch = as<Batch>(step); batch && armed && batch->sets.size() >= 2) return true;
    }
    return false;
  };
  expect_minimum(fails, {Fault(Drop{2}), Command(Batch{{{}, {}}, {}, Mode::plain, ""})});
}

TEST(Minimise, FindsACrashAndWhatMustFollowIt) {
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

TEST(Minimise, FindsArgumentsOfEveryType) {
  const auto fails = [](const Schedule& s) {
    return std::any_of(s.begin(), s.end(), [](const AnyStep& step) {
      const auto* batch = as<Batch>(step);
      return batch && batch->limit && *batch->limit <= -17 && batch->mode != Mode::plain && !batch->sets.empty();
    });
  };
  expect_minimum(fails, {Command(Batch{{{}}, -17, Mode::careful, ""})});
}

TEST(Minimise, FindsTheSimplestTextOfTheLeastLength) {
  const auto fails = [](const Schedule& s) {
    return std::any_of(s.begin(), s.end(), [](const AnyStep& step) {
      const auto* batch = as<Batch>(step);
      return batch && batch->note.size() >= 2;
    });
  };
  expect_minimum(fails, {Command(Batch{{}, {}, Mode::plain, "aa"})});
}

// --- whatever the failure looks like ---

Fails erratic(std::uint64_t salt) {
  return [salt](const Schedule& s) { return hash_text(to_bytes(s), salt) % 4 == 0; };
}

RC_GTEST_PROP(Minimise, EndsOneMinimalSimplerAndRunsNothingTwice, (std::uint64_t seed, std::uint64_t salt)) {
  const Schedule start = random_schedule(seed, 12);
  std::map<Bytes, int> runs;
  const auto fails = [&, known = erratic(salt)](const Schedule& s) {
    ++runs[to_bytes(s)];
    return known(s);
  };
  const auto minimum = minimum_of(start, fails);
  for (const auto& [bytes, count] : runs) RC_ASSERT(count == 1);
  RC_ASSERT(minimum.executions == runs.size());
  RC_ASSERT(minimum.one_minimal);
  RC_ASSERT(!minimum.capped);
  RC_ASSERT(one_minimal(minimum.schedule, erratic(salt)));
  RC_ASSERT(minimum.removals.size() == minimum.schedule.size());
  RC_ASSERT(minimum.schedule == start || order_key(minimum.schedule) < order_key(start));
  RC_ASSERT(minimum.schedule == start || erratic(salt)(minimum.schedule));
  RC_ASSERT(minimum_of(start, erratic(salt)).schedule == minimum.schedule);  // and it is deterministic
}

RC_GTEST_PROP(Minimise, StopsAtItsCapAndSaysSo, (std::uint64_t seed, std::uint64_t salt)) {
  const Schedule start = random_schedule(seed, 12);
  const auto cap = *rc::gen::inRange<std::uint32_t>(0, 100);
  const auto whole = minimum_of(start, erratic(salt));
  const auto minimum = minimum_of(start, erratic(salt), {cap, 60});
  RC_ASSERT(minimum.executions <= cap);
  RC_ASSERT(minimum.capped == (whole.executions > cap));
  RC_ASSERT(minimum.one_minimal == !minimum.capped);
  RC_ASSERT(minimum.schedule == start || erratic(salt)(minimum.schedule));
  if (!minimum.capped) RC_ASSERT(minimum.schedule == whole.schedule);
}

TEST(Minimise, OutOfTimeOrInterruptedKeepsTheStart) {
  const Schedule start = random_schedule(1, 12);
  const auto evaluate = [](const Schedule&) { return Fate::same; };
  const auto timed = minimise<Schedule>(start, evaluate, {}, {1000, 0}, [] { return false; });
  EXPECT_TRUE(timed.capped && !timed.one_minimal);
  EXPECT_EQ(timed.schedule, start);
  const auto interrupted = minimise<Schedule>(start, evaluate, {}, {}, [] { return true; });
  EXPECT_TRUE(interrupted.capped && !interrupted.one_minimal);
  EXPECT_EQ(interrupted.executions, 0u);
}

TEST(Minimise, AnotherFailureIsNotThisOne) {
  const auto evaluate = [](const Schedule& s) {
    return s.size() >= 3 ? Fate::same : s.size() == 2 ? Fate::other : Fate::passes;
  };
  const auto minimum = minimise<Schedule>(Schedule(9, Command(Sync{})), evaluate, {}, {}, [] { return false; });
  EXPECT_EQ(minimum.schedule.size(), 3u);
  EXPECT_TRUE(minimum.one_minimal);
  EXPECT_EQ(minimum.removals, std::vector<Fate>(3, Fate::other));
}

TEST(Minimise, UsesItsHintsAtOnce) {
  Schedule start(60, Command(Sync{}));
  start[3] = Fault(Drop{1});
  start[5] = Command(Delete{"a"});
  const auto evaluate = [](const Schedule& s) {
    return s.size() >= 5 && as<Delete>(s[s.size() - 1]) ? Fate::same : Fate::passes;
  };
  std::vector<std::size_t> sizes;
  const auto minimum = minimise<Schedule>(
      start, evaluate, {5, {3, 40}, {}, false}, {}, [] { return false; },
      [&](std::uint32_t, const Schedule& best) { sizes.push_back(best.size()); });
  EXPECT_EQ(sizes.front(), 5u) << "the tail is gone, and so is the fault that was never felt";
  EXPECT_EQ(minimum.schedule.size(), 5u);
}

TEST(Minimise, PutsNoRestartWhereTheTargetDoesNotRecover) {
  const auto evaluate = [](const Schedule& s) { return s.empty() ? Fate::passes : Fate::same; };
  const Schedule start{Command(Sync{}), Command(Sync{})};
  const auto stop = [] { return false; };
  EXPECT_EQ(text_of(minimise<Schedule>(start, evaluate, {2, {}, {}, false}, {}, stop).schedule),
            text_of({Command(Sync{})}));
  EXPECT_EQ(text_of(minimise<Schedule>(start, evaluate, {2, {}, {}, true}, {}, stop).schedule), text_of({Restart{}}));
}

}  // namespace
}  // namespace faultline::shrink
