#include "faultline/shrink/search.h"

#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include "searching.h"

namespace faultline::shrink {
namespace {

using namespace testing;
using Ints = std::vector<std::int32_t>;

// Offers candidates one after the other; gives those that were accepted.
std::vector<Ints> offer(Search& search, const std::vector<Ints>& candidates) {
  std::vector<Ints> accepted;
  search.run([&](Search& one) {
    accepted.clear();
    for (const Ints& candidate : candidates)
      if (one.accept(to_tree(candidate))) accepted.push_back(candidate);
    return !accepted.empty();
  });
  return accepted;
}
Ints best(const Search& search) { return value_of<Ints>(search.best()); }

TEST(Search, AcceptsOnlyTheStrictlySimplerThatFails) {
  std::vector<Ints> evaluated;
  Search search(problem_of(Ints{3, 3}, [&](const Ints& ints) { return evaluated.push_back(ints), ints != Ints{}; }),
                {});
  EXPECT_EQ(offer(search, {{3, 3}, {3, 4}, {0, 0, 0}, {}, {9}, {3, 2}, {9}, {5}}), (std::vector<Ints>{{9}, {5}}));
  EXPECT_EQ(best(search), Ints{5});
  EXPECT_EQ(evaluated, (std::vector<Ints>{{}, {9}, {5}})) << "what is not simpler is not evaluated";
  EXPECT_EQ(search.evaluations(), 3u);
  EXPECT_EQ(search.accepted(), 2u);
}

TEST(Search, EvaluatesNothingTwice) {
  int evaluated = 0;
  Search search(problem_of(Ints{3, 3}, [&](const Ints&) { return ++evaluated, false; }), {});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(offer(search, {{1}, {2}, {1}}).empty());
  EXPECT_EQ(evaluated, 2);
  EXPECT_EQ(search.evaluations(), 2u);
}

TEST(Search, WhatIsOutsideTheDomainCostsNothing) {
  int evaluated = 0, asked = 0;
  Problem problem = problem_of(Ints{3, 3}, [&](const Ints&) { return ++evaluated, true; });
  problem.allowed = [&](const Node& node) { return ++asked, value_of<Ints>(node) != Ints{1}; };
  Search search(std::move(problem), {1});
  EXPECT_FALSE(search.eligible(to_tree(Ints{1})));
  EXPECT_TRUE(search.eligible(to_tree(Ints{2})));
  EXPECT_FALSE(search.eligible(to_tree(Ints{3, 3})));
  asked = 0;
  EXPECT_EQ(offer(search, {{1}, {1}, {2}}), std::vector<Ints>{{2}});
  EXPECT_EQ(evaluated, 1);
  EXPECT_EQ(asked, 2) << "nor is it asked for twice";
  EXPECT_FALSE(search.spent());
}

TEST(Search, NeverExceedsItsEvaluations) {
  for (std::uint32_t cap = 0; cap < 6; ++cap) {
    std::uint32_t evaluated = 0;
    Search search(problem_of(Ints{9, 9}, [&](const Ints&) { return ++evaluated, true; }), {cap});
    offer(search, {{9}, {8}, {7}, {6}});
    EXPECT_EQ(evaluated, std::min(cap, 4u));
    EXPECT_EQ(search.evaluations(), evaluated);
    EXPECT_EQ(best(search), cap == 0 ? (Ints{9, 9}) : Ints{static_cast<std::int32_t>(10 - evaluated)});
    EXPECT_EQ(search.spent(), cap < 4) << "exactly enough is enough";
    EXPECT_EQ(search.accepted(), evaluated);
  }
}

TEST(Search, StopsAtItsSeconds) {
  Search search(problem_of(Ints{9}, [](const Ints&) { return true; }), {1000, 0});
  EXPECT_TRUE(offer(search, {{1}}).empty());
  EXPECT_TRUE(search.spent());
  EXPECT_EQ(search.evaluations(), 0u);
}

TEST(Search, KeepsTheBestWhenInterruptedAndStaysStopped) {
  for (const std::uint32_t workers : {1u, 2u, 3u, 8u}) {
    bool interrupted = false;
    Problem problem = problem_of(Ints{9, 9}, [](const Ints&) { return true; });
    problem.on_counted = [&](const Node& candidate, const Node&) {
      interrupted = value_of<Ints>(candidate) == Ints{8};
    };
    Search search(std::move(problem), {1000, 60, workers, [&] { return interrupted; }});
    offer(search, {{9}, {8}, {7}, {6}, {5}, {4}, {3}, {2}, {1}, {}});
    EXPECT_TRUE(search.spent());
    EXPECT_LE(search.best().parts.size(), 1u) << workers;
    EXPECT_FALSE(best(search) == Ints{9}) << "8 had been accepted, with " << workers;
    interrupted = false;
    const Ints kept = best(search);
    EXPECT_TRUE(offer(search, {{}}).empty()) << "stopped is stopped";
    EXPECT_EQ(best(search), kept);
  }
}

// Told "no" three times and offered again: the pass is run again from its beginning once one of them fails.
TEST(Search, RunsAMisledPassAgain) {
  int runs = 0;
  Problem problem = problem_of(Ints{9, 9}, [](const Ints& ints) { return ints != Ints{9}; });
  std::vector<Ints> counted;
  problem.on_counted = [&](const Node& node, const Node&) { counted.push_back(value_of<Ints>(node)); };
  Search search(std::move(problem), {1000, 60, 3});
  std::vector<bool> answers;
  const bool progress = search.run([&](Search& one) {
    ++runs;
    answers.clear();
    for (const std::int32_t i : {9, 8, 7, 6}) answers.push_back(one.accept(to_tree(Ints{i})));
    return answers[1];
  });
  EXPECT_TRUE(progress);
  EXPECT_EQ(answers, (std::vector<bool>{false, true, true, true}));
  EXPECT_GT(runs, 1);
  EXPECT_EQ(counted, (std::vector<Ints>{{9}, {8}, {7}, {6}}));
  EXPECT_EQ(search.accepted(), 3u);
}

TEST(Search, WhatThePredicateThrowsPassesThrough) {
  Search search(problem_of(Ints{9}, [](const Ints&) -> bool { throw std::runtime_error("no"); }), {});
  EXPECT_THROW(offer(search, {{1}}), std::runtime_error);
}

}  // namespace
}  // namespace faultline::shrink
