#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "searching.h"
#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;
using Ints = std::vector<std::int64_t>;

struct Two {
  std::int32_t a = 0;
  std::int64_t b = 0;
};
BOOST_DESCRIBE_STRUCT(Two, (), (a, b))

using Prefix = OneOf<"c", "b", "a", "">;
struct Both {
  Word word;
  Prefix prefix;
};
BOOST_DESCRIBE_STRUCT(Both, (), (word, prefix))

const auto kTogether = [](Search& search) { return lower_together(search, false); };
const auto kSingly = [](Search& search) { return lower_singly(search, false); };
const auto kSinglyAgain = [](Search& search) { return lower_singly(search, true); };

TEST(Lowering, AllSimplestIsAllOrNothing) {
  EXPECT_EQ(after(all_simplest, Ints{5, -6, 7}, [](auto&) { return true; }), (Ints{0, 0, 0}));
  EXPECT_EQ(after(all_simplest, Ints{5, -6, 7}, [](auto& i) { return i[0] == 5; }), (Ints{5, -6, 7}));
}

TEST(Lowering, EqualOnesGoTogether) {
  const auto equal = [](const Ints& i) { return i[0] == i[1] && i[0] >= 40; };
  EXPECT_EQ(after(kTogether, Ints{977, 977, 33}, equal), (Ints{40, 40, 0}));
  EXPECT_EQ(after(kSingly, Ints{977, 977, 33}, equal), (Ints{977, 977, 0})) << "each alone cannot";
  const auto differ = [](const Ints& i) { return i[0] >= 40 && i[1] >= 7; };
  EXPECT_EQ(after(kSingly, Ints{977, 977}, differ), (Ints{40, 7}));
}

TEST(Lowering, OnesOfOneRankButTwoTypesAreNotEqual) {
  const Two low = after(kTogether, Two{9, 9}, [](auto& two) { return two.b == 9; });
  EXPECT_EQ(low.a, 0);
  EXPECT_EQ(low.b, 9);
}

RC_GTEST_PROP(Lowering, FindsAThresholdOfAnySizeAndSign, (std::int64_t a, std::int64_t b)) {
  RC_PRE(a != std::numeric_limits<std::int64_t>::min() && b != std::numeric_limits<std::int64_t>::min());
  const std::int64_t least = std::min(std::abs(a), std::abs(b)), start = std::max(std::abs(a), std::abs(b));
  const auto exact = [](Search& search) {
    lower_together(search, false);
    return lower_exactly(search);
  };
  RC_ASSERT(after_once(exact, Ints{start}, [=](auto& i) { return i[0] >= least; }) == Ints{least});
  RC_ASSERT(after_once(exact, Ints{-start}, [=](auto& i) { return i[0] <= -least; }) == Ints{-least});
}

TEST(Lowering, IsFastInAWideRange) {
  int tried = 0;
  after_once(kTogether, Ints{1ll << 60}, [&](auto& i) { return ++tried, i[0] >= 1000; });
  EXPECT_LE(tried, 30);
}

TEST(Lowering, TakesTheSmallOnesTheOtherSignAndWords) {
  EXPECT_EQ(after(kTogether, Ints{-77}, [](auto& i) { return i[0] != 0; }), Ints{1});
  EXPECT_EQ(after(kTogether, Ints{-77}, [](auto& i) { return std::abs(i[0]) >= 50; }), Ints{50});
  EXPECT_EQ(after(kTogether, Ints{77}, [](auto& i) { return i[0] % 2 == 1 && i[0] > 50; }), Ints{51});
  EXPECT_EQ(after(kTogether, Colour::blue, [](auto& c) { return c != Colour::red; }), Colour::green);
  EXPECT_EQ(after(kTogether, true, [](auto&) { return true; }), false);
  EXPECT_EQ(after(kTogether, 17.5, [](double d) { return d >= 2; }), 2.0);
}

TEST(Lowering, AgainLooksOnlyWhereOneGivesWayALittle) {
  int tried = 0;
  const auto stuck = [&](const Ints&) { return ++tried, false; };
  after_once(kSinglyAgain, Ints{1000}, stuck);
  EXPECT_LE(tried, 4);
  EXPECT_EQ(after_once(kSinglyAgain, Ints{1000}, [](auto& i) { return i[0] >= 7; }), Ints{7});
}

TEST(Lowering, ExchangeNumbersPutsTheLowerFirst) {
  const auto framed = [](const Ints& i) { return i[0] == i[2] && i[0] != i[1]; };
  EXPECT_EQ(after(exchange_numbers, Ints{1, 0, 1}, framed), (Ints{0, 1, 0}));
  EXPECT_EQ(after(exchange_numbers, Ints{0, 1, 0}, framed), (Ints{0, 1, 0}));
}

TEST(Lowering, RenameWordsGoesAcrossTheListsTheyAreFrom) {
  const auto same = [](const Both& both) { return both.word.view() == both.prefix.view(); };
  const Both renamed = after(rename_words, Both{"b", "b"}, same);
  EXPECT_EQ(renamed.word, Word("a"));
  EXPECT_EQ(renamed.prefix, Prefix("a"));
  const Both kept = after(rename_words, Both{"b", "b"}, [&](auto& both) { return both.word == Word("b"); });
  EXPECT_EQ(kept.word, Word("b"));
}

}  // namespace
}  // namespace faultline::shrink
