#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "searching.h"
#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;
using Ints = std::vector<std::int32_t>;
using Bytes8 = std::vector<std::int8_t>;

struct Mixed {
  std::int32_t a = 0;
  std::int64_t b = 0;
};
BOOST_DESCRIBE_STRUCT(Mixed, (), (a, b))

std::int64_t sum(const Ints& ints) {
  std::int64_t all = 0;
  for (const std::int32_t i : ints) all += i;
  return all;
}

TEST(Pairs, LowerPairsKeepsADifference) {
  const auto apart = [](const Ints& i) { return i[0] - i[1] == 100; };
  EXPECT_EQ(after(lower_pairs, Ints{7100, 7000}, apart), (Ints{100, 0}));
  EXPECT_EQ(after(lower_pairs, Ints{-7100, -7200}, apart), (Ints{0, -100}));
  EXPECT_EQ(after(lower_pairs, Ints{7, -7}, [](auto& i) { return i[0] + i[1] == 0 && i[0] > 2; }), (Ints{3, -3}))
      << "both towards the simplest";
  EXPECT_EQ(after(lower_pairs, Ints{7100, 0}, apart), (Ints{7100, 0}));
}

TEST(Pairs, RedistributeKeepsASum) {
  const auto hundred = [](const Ints& i) { return sum(i) == 100; };
  EXPECT_EQ(after(redistribute, Ints{30, 70}, hundred), (Ints{0, 100}));
  EXPECT_EQ(after(redistribute, Ints{30, 60, 10}, hundred), (Ints{0, 0, 100}));
  EXPECT_EQ(after(redistribute, Ints{30, 70}, [&](auto& i) { return hundred(i) && i[0] >= 7; }), (Ints{7, 93}));
  const auto bytes = [](const Bytes8& b) { return b[0] + b[1] == 150; };
  EXPECT_EQ(after(redistribute, Bytes8{100, 50}, bytes), (Bytes8{23, 127})) << "as far as the type goes";
}

TEST(Pairs, RedistributeIsForOneType) {
  const Mixed kept = after(redistribute, Mixed{3, 4}, [](auto& m) { return m.a + m.b == 7; });
  EXPECT_EQ(kept.a, 3);
}

TEST(Pairs, TranslateMovesAllOfAType) {
  const auto spaced = [](const Ints& i) { return i[1] - i[0] == 5 && i[2] - i[1] == 2; };
  EXPECT_EQ(after(translate, Ints{90, 95, 97}, spaced), (Ints{0, 5, 7}));
  EXPECT_EQ(after(translate, Ints{0, 5, 7}, spaced), (Ints{0, 5, 7}));
  using Rangeds = std::vector<Ranged<5, 9>>;
  EXPECT_EQ(after(translate, Rangeds{8, 5}, [](auto&) { return true; }), (Rangeds{8, 5})) << "5 would leave the domain";
}

TEST(Pairs, FuseAddsTwoElements) {
  EXPECT_EQ(after(fuse, Ints{30, 50, 20}, [](auto& i) { return sum(i) == 100; }), Ints{100});
  EXPECT_EQ(after(fuse, Bytes8{100, 100}, [](auto& b) { return b.size() == 1 && b[0] == -56; }), Bytes8{-56})
      << "wraps";
  using Points = std::vector<Point>;
  EXPECT_EQ(after(fuse, Points{{1, 2}, {3, 4}}, [](auto& p) { return !p.empty(); }), (Points{{4, 6}}));
  using Texts = std::vector<std::string>;
  EXPECT_EQ(after(fuse, Texts{"a", "b"}, [](auto& t) { return !t.empty(); }), (Texts{"ab"})) << "joins";
}

RC_GTEST_PROP(Pairs, AddUpWrapsAsTheTypeDoes, (std::int8_t a, std::int8_t b)) {
  Node to = to_tree(a);
  RC_ASSERT(add_up(to, to_tree(b), true));
  RC_ASSERT(value_of<std::int8_t>(to) == static_cast<std::int8_t>(static_cast<std::uint8_t>(a) + b));
}

TEST(Pairs, AddUpIsForThoseThatAreAlike) {
  Node to = to_tree(Either(1));
  EXPECT_FALSE(add_up(to, to_tree(Either(Point{})), true));
  Node number = to_tree(std::int32_t{1});
  EXPECT_FALSE(add_up(number, to_tree(std::int64_t{1}), true));
  Node ints = to_tree(Ints{1, 2});
  EXPECT_FALSE(add_up(ints, to_tree(Ints{1}), true));
}

TEST(Pairs, AddUpLeavesEqualTextsWhereItIsTold) {
  Node same = to_tree(std::string("ab"));
  EXPECT_TRUE(add_up(same, to_tree(std::string("ab")), false));
  EXPECT_EQ(value_of<std::string>(same), "ab");
  EXPECT_TRUE(add_up(same, to_tree(std::string("c")), false));
  EXPECT_EQ(value_of<std::string>(same), "abc");
  Node half = to_tree(std::string("\xc3"));
  EXPECT_TRUE(add_up(half, to_tree(std::string("\xa9")), true));
  EXPECT_EQ(half, to_tree(std::string("\xc3\xa9"))) << "letters are read again";
}

}  // namespace
}  // namespace faultline::shrink
