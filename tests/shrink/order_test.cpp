#include "faultline/shrink/order.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "schedules.h"
#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;

template <class T>
Key key_of(const T& value) {
  return order_key(to_tree(value));
}
Key steps_key(const Schedule& schedule) { return schedule_key(to_tree(schedule)); }

// Changes one node of the tree, or none.
Node nearly(const Node& tree, Draws& draws) {
  Node other = tree;
  const auto nodes = find_nodes(other, [](const Node&) { return true; });
  Node& node = *nodes[draws.below(nodes.size())];
  node = random_tree(*node.shape, draws, 2);
  return other;
}

RC_GTEST_PROP(Order, TwoDifferentValuesHaveDifferentKeys, (std::uint64_t seed)) {
  Draws draws(seed, 0);
  for (const Shape* shape : {&shape_of<Everything>(), &shape_of<Heap>(), &shape_of<std::vector<Either>>()}) {
    const Node a = random_tree(*shape, draws), b = nearly(a, draws);
    RC_ASSERT((order_key(a) == order_key(b)) == (a == b));
  }
  const Node steps = to_tree(random_schedule(seed, 4)), other = nearly(steps, draws);
  RC_ASSERT((schedule_key(steps) == schedule_key(other)) == (steps == other));
}

RC_GTEST_PROP(Order, FewerStepsAreSimpler, (std::uint64_t seed)) {
  const auto steps = *rc::gen::inRange<std::size_t>(1, 10);
  const Node whole = to_tree(random_schedule(seed, steps));
  RC_ASSERT(schedule_key(without(whole, seed % steps, 1)) < schedule_key(whole));
}

RC_GTEST_PROP(Order, NothingIsSimplerThanTheSimplest, (std::uint64_t seed)) {
  Draws draws(seed, 0);
  for (const Shape* shape : {&shape_of<Everything>(), &shape_of<Heap>(), &shape_of<Either>()})
    RC_ASSERT(!(order_key(random_tree(*shape, draws)) < order_key(simplest(*shape))));
}

TEST(Order, CrashesThenFaultsThenTogethersThenCommandsThenSteps) {
  const AnyStep sync = Command(Sync{}), set = Command(Set{}), fault = Fault(Drop{}), crash = Crash{"p", 1};
  const AnyStep together = Together<Command>{{Sync{}, Sync{}}};
  const std::vector<Schedule> rising{
      {},
      {Restart{}},
      {Heal{}},
      {Advance{1}},
      {Advance{2}},
      {sync},
      {Command(Delete{"a"})},
      {Command(Delete{"b"})},
      {Command(Set{"a", 0})},
      {Command(Set{"a", 1})},
      {Command(Set{"b", 0})},
      {sync, Restart{}},
      {sync, sync},
      {sync, sync, sync, Restart{}, Restart{}},
      {together},
      {together, sync},
      {together, together},
      {fault},
      {fault, set, set, set},
      {fault, together},
      {fault, fault},
      {crash},
      {Crash{"p", 2}},
      {Crash{"q", 1}},
      {Crash{"aa", 1}},  // longer than any "p"
      {crash, fault, fault, fault, set, set},
      {crash, crash},
  };
  for (std::size_t i = 1; i < rising.size(); ++i)
    EXPECT_LT(steps_key(rising[i - 1]), steps_key(rising[i])) << text(rising[i - 1]) << " | " << text(rising[i]);
}

TEST(Order, CountsLeavesFirst) {
  EXPECT_EQ(size_of(to_tree(5)), 1u);
  EXPECT_EQ(size_of(to_tree(std::string("abcdef"))), 1u);
  EXPECT_EQ(size_of(to_tree(Point{1, 2})), 2u);
  EXPECT_EQ(size_of(to_tree(std::optional<int>())), 1u);
  EXPECT_EQ(size_of(to_tree(std::optional(7))), 2u);
  EXPECT_EQ(size_of(to_tree(Either(std::monostate()))), 1u);
  EXPECT_EQ(size_of(to_tree(Either(Point{}))), 3u);
  EXPECT_EQ(size_of(to_tree(std::vector<std::vector<int>>{{1}, {}})), 4u);
  EXPECT_LT(key_of(std::vector<int>{900}), key_of(std::vector<int>{0, 0}));
}

TEST(Order, ThenComparesRanksInPreorder) {
  EXPECT_LT(key_of(false), key_of(true));
  EXPECT_LT(key_of(Colour::red), key_of(Colour::green));
  EXPECT_LT(key_of(Colour::green), key_of(Colour::blue));
  EXPECT_LT(key_of(0), key_of(1));
  EXPECT_LT(key_of(1), key_of(-1));
  EXPECT_LT(key_of(-1), key_of(2));
  EXPECT_LT(key_of(std::string()), key_of(std::string("z")));
  EXPECT_LT(key_of(std::string("z")), key_of(std::string("aa")));
  EXPECT_LT(key_of(std::string("ab")), key_of(std::string("ba")));
  EXPECT_LT(key_of(std::optional(1)), key_of(std::optional(-1)));
  EXPECT_LT(key_of(Ranged<-3, 3>(2)), key_of(Ranged<-3, 3>(-2)));
  EXPECT_LT(key_of(Point{1, 9}), key_of(Point{2, 0}));
  EXPECT_LT(key_of(Either(99)), key_of(Either("")));
  EXPECT_LT(key_of(std::vector<std::vector<int>>{{}, {1}}), key_of(std::vector<std::vector<int>>{{1}, {}}));
  EXPECT_LT(key_of(0.25), key_of(0.5));
}

}  // namespace
}  // namespace faultline::shrink
