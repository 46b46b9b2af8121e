#include "faultline/shrink/plan.h"

#include <gtest/gtest.h>

#include "searching.h"

namespace faultline::shrink {
namespace {

using namespace testing;

Search search_from(int start) {
  return Search(problem_of(start, [](int) { return true; }), {});
}
bool lower_to(Search& search, int least) {
  const int value = value_of<int>(search.best());
  return value > least && search.accept(to_tree(value - 1));
}

TEST(Plan, CostlyPassesWaitForTheCheapOnes) {
  Search search = search_from(6);
  std::vector<int> costly_at;
  const auto cheap = [](Search& s) { return lower_to(s, 4) && lower_to(s, 4); };
  const auto costly = [&](Search& s) {
    costly_at.push_back(value_of<int>(s.best()));
    return lower_to(s, 2);
  };
  run_passes(search, {cheap}, {costly});
  EXPECT_EQ(value_of<int>(search.best()), 2);
  EXPECT_EQ(costly_at.front(), 4);
}

TEST(Plan, TheyDoNotWaitWhereNumbersOnlyFallALittle) {
  Search search = search_from(1000);
  int costly_runs = 0;
  const auto cheap = [](Search& s) { return lower_to(s, 990); };
  run_passes(search, {cheap}, {[&](Search&) { return ++costly_runs, false; }});
  EXPECT_GT(costly_runs, 5);
}

TEST(Plan, WhatWasInVainComesLater) {
  Search search = search_from(3);
  std::string order;
  const auto vain = [&](Search&) { return order += 'v', false; };
  const auto useful = [&](Search& s) { return order += 'u', lower_to(s, 0); };
  run_passes(search, {vain, useful}, {});
  EXPECT_EQ(order, "vuuvuvuv");
}

TEST(Plan, TellsAPassThatItHasBeenRun) {
  Search search = search_from(2);
  std::vector<bool> said;
  run_passes(search, {[&](Search& s, bool again) {
               said.push_back(again);
               return lower_to(s, 0);
             }},
             {});
  EXPECT_EQ(said, (std::vector<bool>{false, true, true}));
}

}  // namespace
}  // namespace faultline::shrink
