#include "faultline/shrink/counterfactuals.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stepping.h"

namespace faultline::shrink {
namespace {

using namespace testing;
using Asked = std::vector<std::string>;

std::vector<Counterfactual> asked_of(const Schedule& schedule) { return counterfactuals(to_tree(schedule), kPoints); }

// "1 later", "0 key", each question's schedules behind it.
Asked described(const Schedule& schedule) {
  Asked all;
  for (const auto& question : asked_of(schedule)) {
    using Kind = Counterfactual::Kind;
    all.push_back(std::to_string(question.step) + ' ' +
                  (question.kind == Kind::without ? "without"
                   : question.kind == Kind::later ? "later"
                                                  : question.argument));
    for (const Node& other : question.schedules) all.push_back(text(value_of<Schedule>(other)));
  }
  return all;
}

TEST(Counterfactuals, OfASmallSchedule) {
  const AnyStep crash = Crash{"sync", 1}, set = Command(Set{"a", 1});
  const auto other = [&](const char* key, int value) {
    return text({crash, Command(Set{key, value}), Command(Delete{key})});
  };
  const auto at = [&](const char* point, std::uint32_t hit) { return text({Crash{point, hit}, set, kA}); };
  EXPECT_EQ(described({crash, set, kA}), (Asked{"0 without",   text({set, kA}),                                       //
                                                "0 later",     text({set, crash, kA}),                                //
                                                "0 point",     at("commit", 1),                                       //
                                                "0 hit",       at("sync", 2),          at("sync", 3), at("sync", 4),  //
                                                "1 without",   text({crash, kA}),                                     //
                                                "1 key",       other("b", 1),          other("c", 1), other("d", 1),  //
                                                "1 value",     other("a", 2),          other("a", 0), other("a", 3),  //
                                                other("a", 4),                                                        //
                                                "2 without",   text({crash, set})}));
}

TEST(Counterfactuals, AnArgumentIsChangedWhereverItStands) {
  for (const auto& question : asked_of({Command(Set{"b", 7}), kB, kA})) {
    if (question.argument != "key" || question.step != 0) continue;
    const auto changed = value_of<Schedule>(question.schedules.front());
    EXPECT_EQ(as<Set>(changed[0])->key, as<Delete>(changed[1])->key);
    EXPECT_EQ(changed[2], kA);
  }
}

TEST(Counterfactuals, OnlyFaultsAndCrashesAreMoved) {
  std::vector<std::size_t> moved;
  for (const auto& question : asked_of({kDrop, kA, Restart{}, Crash{"sync", 1}}))
    if (question.kind == Counterfactual::Kind::later) moved.push_back(question.step);
  EXPECT_EQ(moved, std::vector<std::size_t>{0}) << "and not the last step";
}

TEST(Counterfactuals, OfTwoEqualFaultsTheFirstIsNotMoved) {
  for (const auto& question : asked_of({kDrop, kDrop, kA}))
    EXPECT_FALSE(question.kind == Counterfactual::Kind::later && question.step == 0);
}

RC_GTEST_PROP(Counterfactuals, AreWellFormedAndNoneIsTheSchedule, (std::uint64_t seed)) {
  const Node schedule = to_tree(random_schedule(seed, *rc::gen::inRange<std::size_t>(0, 8)));
  std::size_t step = 0;
  for (const auto& question : counterfactuals(schedule, kPoints)) {
    RC_ASSERT(question.step >= step && question.step < schedule.parts.size());
    step = question.step;
    RC_ASSERT(!question.schedules.empty() && question.schedules.size() <= 4u);
    RC_ASSERT((question.kind == Counterfactual::Kind::other_value) == !question.argument.empty());
    for (std::size_t i = 0; i < question.schedules.size(); ++i) {
      const Node& other = question.schedules[i];
      RC_ASSERT(!(other == schedule));
      RC_ASSERT(is_well_formed(other, kPoints));
      RC_ASSERT(to_tree(value_of<Schedule>(other)) == other);
      for (std::size_t j = 0; j < i; ++j) RC_ASSERT(!(question.schedules[j] == other));
    }
  }
}

}  // namespace
}  // namespace faultline::shrink
