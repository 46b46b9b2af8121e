#include <gtest/gtest.h>

#include "searching.h"
#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;
using Ints = std::vector<std::int32_t>;

Heap leaf(std::int64_t value) { return {value, nullptr, nullptr}; }
Heap heap(std::int64_t value, Heap left, Heap right) {
  return {value, std::make_unique<Heap>(std::move(left)), std::make_unique<Heap>(std::move(right))};
}
bool somewhere(const Heap& heap, std::int64_t value) {
  return heap.value == value || (heap.left && somewhere(*heap.left, value)) ||
         (heap.right && somewhere(*heap.right, value));
}

TEST(Structure, HoistPutsAValueInThePlaceOfOneThatHoldsIt) {
  const Heap start = heap(1, heap(2, leaf(3), leaf(4)), leaf(5));
  EXPECT_EQ(after(hoist, start, [](auto& h) { return somewhere(h, 4); }), leaf(4));
  const auto both = [](const Heap& h) { return somewhere(h, 3) && somewhere(h, 4); };
  EXPECT_EQ(after(hoist, start, both), heap(2, leaf(3), leaf(4)));
  const Heap bare = after(hoist, start, [](auto& h) { return somewhere(h, 1) && somewhere(h, 5); });
  EXPECT_EQ(bare, (Heap{1, nullptr, std::make_unique<Heap>(leaf(5))})) << "nothing is what the empty places hold";
}

TEST(Structure, HoistTakesTheSmallestFirst) {
  std::vector<std::size_t> sizes;
  after(hoist, heap(1, heap(2, leaf(3), leaf(4)), leaf(5)), [&](const Heap& h) {
    sizes.push_back(size_of(to_tree(h)));
    return false;
  });
  ASSERT_GE(sizes.size(), 2u);
  EXPECT_LT(sizes[0], sizes[3]);
}

struct Near {
  std::int32_t x = 0;
  bool operator==(const Near&) const = default;
};
BOOST_DESCRIBE_STRUCT(Near, (), (x))
using Place = std::variant<Near, Point, std::string>;
const auto kReplace = [](Search& search) { return replace_alternatives(search); };

TEST(Structure, ReplaceAlternativesKeepsTheMembersThatBothHave) {
  const Place start = Point{7, 9};
  EXPECT_EQ(after(kReplace, start, [](auto& p) { return p.index() == 0 && std::get<0>(p).x == 7; }), Place(Near{7}));
  EXPECT_EQ(after(kReplace, start, [](auto& p) { return p.index() < 2; }), Place(Near{0})) << "then the simplest";
  EXPECT_EQ(after(kReplace, start,
                  [](auto& p) {
                    return p == Place(Near{0}) || p == Place(Point{7, 9});
                  }),
            Place(Near{0}));
  EXPECT_EQ(after(kReplace, Place("b"), [](auto& p) { return p.index() == 2; }), Place(""));
}

TEST(Structure, ReplaceAlternativesLeavesStepsAlone) {
  const std::vector<Place> start{Point{7, 9}};
  const Shape* step = &shape_of<Place>();
  const auto leave = [=](Search& search) { return replace_alternatives(search, step); };
  EXPECT_EQ(after(leave, start, [](auto&) { return true; }), start);
}

TEST(Structure, SiblingsAreSorted) {
  const auto sort = [](Search& search) { return sort_siblings(search); };
  EXPECT_EQ(after_once(sort, Ints{3, 1, 2}, [](auto&) { return true; }), (Ints{1, 2, 3}));
  EXPECT_EQ(after_once(sort, Ints{3, 2, 1}, [](auto& i) { return i[0] == 3; }), (Ints{3, 1, 2})) << "else neighbours";
  EXPECT_EQ(after_once(sort, Point{5, -5}, [](auto&) { return true; }), (Point{5, -5}));
  EXPECT_EQ(after_once(sort, Point{-5, 5}, [](auto&) { return true; }), (Point{5, -5})) << "members of one type";
  const Shape* steps = &shape_of<Ints>();
  const auto leave = [=](Search& search) { return sort_siblings(search, steps); };
  EXPECT_EQ(after(leave, Ints{3, 1, 2}, [](auto&) { return true; }), (Ints{3, 1, 2}));
}

TEST(Structure, SwapOutermostSortsByNeighbours) {
  EXPECT_EQ(after_once(swap_outermost, Ints{4, 3, 2, 1}, [](auto&) { return true; }), (Ints{1, 2, 3, 4}));
  const auto two_before_one = [](const Ints& ints) {
    return std::find(ints.begin(), ints.end(), 2) < std::find(ints.begin(), ints.end(), 1);
  };
  EXPECT_EQ(after(swap_outermost, Ints{4, 3, 2, 1}, two_before_one), (Ints{2, 1, 3, 4}));
  using Lists = std::vector<Ints>;
  EXPECT_EQ(after(swap_outermost, Lists{{2, 1}}, [](auto&) { return true; }), (Lists{{2, 1}})) << "not within";
}

}  // namespace
}  // namespace faultline::shrink
