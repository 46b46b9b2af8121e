#include <gtest/gtest.h>

#include "stepping.h"

namespace faultline::shrink {
namespace {

using namespace testing;

TEST(StepDeletion, TruncateKeepsTheFailingStep) {
  const auto behind_five = [](Search& search) { return truncate(search, 5); };
  const Schedule start(9, kSync);
  EXPECT_EQ(after_steps(behind_five, start, [](auto& s) { return s.size() >= 6; }), text(Schedule(6, kSync)));
  EXPECT_EQ(after_steps(behind_five, start, [](auto& s) { return s.size() >= 7; }), text(start));
}

TEST(StepDeletion, DropStepsIsAllOrNothing) {
  const auto drop = [](Search& search) { return search.best().parts.size() == 5 && drop_steps(search, {1, 3, 40, 2}); };
  const Schedule start{kA, kDrop, Crash{"sync", 1}, kDrop, kB};
  EXPECT_EQ(after_steps(drop, start, always), text({kA, kB}));
  EXPECT_EQ(after_steps(drop, start, [](auto& s) { return s.size() > 2; }), text(start));
}

TEST(StepDeletion, DropKindsDropsEachKindThatCanGo) {
  const Schedule start{kA, kDrop, kSync, Crash{"sync", 1}, Restart{}, kB, Heal{}, kDrop, Advance{7}};
  EXPECT_EQ(after_steps(drop_kinds, start, [](auto& s) { return holds(s, kB) && holds(s, Restart{}); }),
            text({kA, kSync, Restart{}, kB}));
  EXPECT_EQ(after_steps(drop_kinds, start, [](auto& s) { return holds(s, kB); }), text({kA, kSync, kB}));
}

TEST(StepDeletion, DropKindsDropsCommandsOfALongScheduleByKind) {
  Schedule start(60, kSync);
  start[7] = kA;
  start[50] = kB;
  EXPECT_EQ(after_steps(drop_kinds, start, [](auto& s) { return holds(s, kA) && holds(s, kB); }), text({kA, kB}));
}

TEST(StepDeletion, KeepLastKeepsFew) {
  Schedule start(40, kSync);
  start[33] = kA;
  EXPECT_EQ(after_steps(keep_last, start, [](auto& s) { return holds(s, kA); }),
            text({kSync, kA, kSync, kSync, kSync, kSync, kSync, kSync}));
  start[0] = kB;
  EXPECT_EQ(after_steps(keep_last, start, [](auto& s) { return holds(s, kB); }), text(start));
}

TEST(StepDeletion, KeepRelatedKeepsWhatSharesAWord) {
  const Schedule start{kA, Command(Set{"b", 1}), kDrop, kSync, Command(Set{"a", 2}), kB, kB};
  EXPECT_EQ(after_steps(keep_related, start, always), text({Command(Set{"b", 1}), kDrop, kB, kB}));
  EXPECT_EQ(after_steps(keep_related, start, [](auto& s) { return holds(s, kA); }), text(start));
}

TEST(StepDeletion, DropPairsTakesTwoThatNeedEachOther) {
  const auto balanced = [](const Schedule& s) {
    int open = 0;
    for (const auto& step : s) {
      const auto* set = as<Set>(step);
      const auto* gone = as<Delete>(step);
      open += (set && set->key == Name("b")) - (gone && gone->key == Name("b"));
    }
    return open == 0 && !s.empty() && s.back() == kA;
  };
  const Schedule start{Command(Set{"b", 1}), kSync, kB, kSync, kA};
  EXPECT_EQ(after_steps(drop_pairs, start, balanced), text({kSync, kSync, kA}));
  EXPECT_EQ(after_steps(delete_outermost, start, balanced), text({Command(Set{"b", 1}), kB, kA}));
  const auto armed = [](const Schedule& s) { return holds(s, kDrop) == holds(s, kSync) && holds(s, kA); };
  EXPECT_EQ(after_steps(drop_pairs, {kDrop, kSync, kA}, armed), text({kA})) << "with a fault";
  EXPECT_EQ(after_steps(drop_pairs, {kSync, kSync, kA}, [](auto& s) { return s.size() % 2 == 1; }),
            text({kSync, kSync, kA}))
      << "not those that have nothing in common";
}

}  // namespace
}  // namespace faultline::shrink
