#include <gtest/gtest.h>

#include "searching.h"
#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;

std::size_t depth(const Heap& heap) {
  return 1 + std::max(heap.left ? depth(*heap.left) : 0, heap.right ? depth(*heap.right) : 0);
}
Heap chain(std::size_t length, std::int64_t value) {
  Heap heap{value, nullptr, nullptr};
  if (length > 1) heap.left = std::make_unique<Heap>(chain(length - 1, value));
  return heap;
}

TEST(Enumerate, FindsTheSimplestOfTheSmallOnes) {
  // Neither is in the other, and no single edit leads from one to the other.
  const auto fails = [](const Heap& heap) {
    return depth(heap) == 4 || (heap.value == 1 && !heap.left && heap.right && heap.right->value == 1);
  };
  const Heap found = after(enumerate_small, chain(4, 0), fails);
  EXPECT_EQ(depth(found), 2u);
  EXPECT_EQ(found.value, 1);
  EXPECT_EQ(found.left, nullptr);
}

TEST(Enumerate, GoesFromTheSimplestOn) {
  std::vector<Key> keys;
  after(enumerate_small, chain(4, 0), [&](const Heap& heap) {
    keys.push_back(order_key(to_tree(heap)));
    return false;
  });
  ASSERT_GT(keys.size(), 10u);
  EXPECT_LE(keys.size(), 100u) << "the budget is small";
  for (std::size_t i = 1; i < keys.size(); ++i) EXPECT_LE(keys[i - 1][0], keys[i][0]) << "by size";
}

TEST(Enumerate, LeavesTheLargeAndWhatHoldsNotItselfAlone) {
  int tried = 0;
  const auto fails = [&](const auto&) { return ++tried, true; };
  after(enumerate_small, chain(20, 0), fails);
  after(enumerate_small, std::vector<Point>{{1, 2}}, fails);
  EXPECT_EQ(tried, 0);
}

}  // namespace
}  // namespace faultline::shrink
