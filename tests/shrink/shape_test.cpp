#include "faultline/shrink/shape.h"

#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;

Shape integers(Number low, Number high) {
  Shape shape;
  shape.kind = Shape::Kind::number;
  shape.low = low;
  shape.high = high;
  return shape;
}

// Every number of a small domain: ranks are 0 to n - 1, each once, and rise with the distance from the simplest.
void expect_numbered(const Shape& shape, Number simplest) {
  const auto size = static_cast<std::uint64_t>(shape.high - shape.low) + 1;
  const auto away = [&](Number number) { return number < simplest ? simplest - number : number - simplest; };
  EXPECT_TRUE(number_at(shape, 0) == simplest);
  for (std::uint64_t rank = 0; rank < size; ++rank) {
    const Number number = number_at(shape, rank);
    ASSERT_TRUE(number >= shape.low && number <= shape.high) << rank;
    ASSERT_EQ(rank_of(shape, number), rank);
    if (rank > 0) {
      const Number before = number_at(shape, rank - 1);
      ASSERT_TRUE(away(before) < away(number) || (away(before) == away(number) && before > number)) << rank;
    }
  }
  EXPECT_EQ(rank_of(shape, shape.high + 1), std::nullopt);
  EXPECT_EQ(rank_of(shape, shape.low - 1), std::nullopt);
}

TEST(Shape, IntegersAreNumberedFromTheOneNearestToZeroOutwards) {
  expect_numbered(shape_of<std::int8_t>(), 0);
  expect_numbered(shape_of<std::uint8_t>(), 0);
  expect_numbered(integers(-3, 100), 0);
  expect_numbered(integers(-100, 3), 0);
  expect_numbered(integers(5, 90), 5);
  expect_numbered(integers(-90, -5), -5);
  expect_numbered(integers(0, 7), 0);
  expect_numbered(integers(-7, 0), 0);
  expect_numbered(integers(4, 4), 4);
}

TEST(Shape, TheWidestDomainsFit) {
  const auto there_and_back = [](const Shape& shape, Number number) {
    const auto rank = rank_of(shape, number);
    return rank && number_at(shape, *rank) == number;
  };
  using Signed = std::numeric_limits<std::int64_t>;
  const Shape& wide = shape_of<std::int64_t>();
  for (const std::int64_t number : {Signed::min(), Signed::min() + 1, std::int64_t{-1}, std::int64_t{0}, Signed::max()})
    EXPECT_TRUE(there_and_back(wide, number)) << number;
  EXPECT_EQ(rank_of(wide, Signed::min()), ~std::uint64_t{0});
  EXPECT_EQ(rank_of(wide, Number{Signed::max()} + 1), std::nullopt);
  const Shape& count = shape_of<std::uint64_t>();
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  EXPECT_TRUE(there_and_back(count, most));
  EXPECT_EQ(rank_of(count, most), most);
  EXPECT_EQ(rank_of(count, -1), std::nullopt);
}

RC_GTEST_PROP(Shape, RankAndNumberAreInverseInAnyDomain, (std::int64_t a, std::int64_t b, std::uint64_t at)) {
  const Shape shape = integers(std::min(a, b), std::max(a, b));
  const Number size = shape.high - shape.low + 1;
  const auto rank = static_cast<std::uint64_t>(Number{at} % size);
  const Number number = number_at(shape, rank);
  RC_ASSERT(number >= shape.low && number <= shape.high);
  RC_ASSERT(rank_of(shape, number) == rank);
}

RC_GTEST_PROP(Shape, RanksAreThoseOfTheTypesOfDomainH, (std::int64_t at)) {
  const auto agrees = [&]<class R>(R) {
    const R value(R::low + (at < 0 ? -(at + 1) : at) % (R::high - R::low + 1));
    return rank_of(shape_of<R>(), std::int64_t{value}) == value.rank() &&
           number_at(shape_of<R>(), value.rank()) == std::int64_t{value};
  };
  RC_ASSERT(agrees(Ranged<-5, 90>()));
  RC_ASSERT(agrees(Ranged<-90, 5>()));
  RC_ASSERT(agrees(Ranged<7, 90>()));
  RC_ASSERT(agrees(Ranged<-90, -7>()));
}

TEST(Shape, WordsAreNumberedAsTheyAreListed) {
  EXPECT_EQ(shape_of<Word>().words, (std::vector<std::string_view>{"a", "b", "c", "d"}));
  EXPECT_TRUE(shape_of<Word>().high == 3);
  EXPECT_TRUE(shape_of<bool>().high == 1);
  EXPECT_TRUE(shape_of<Colour>().high == 2);
  EXPECT_EQ(rank_of(shape_of<Colour>(), 2), 2u);
  EXPECT_EQ(rank_of(shape_of<Colour>(), 3), std::nullopt);
}

TEST(Shape, LettersAToZComeFirst) {
  const Shape& letters = letter_shape();
  for (std::uint64_t rank = 0; rank <= 0x1100ff; ++rank) {
    const Number letter = number_at(letters, rank);
    ASSERT_EQ(rank_of(letters, letter), rank);
  }
  const std::string rising = "azZ !~\n";  // each less simple than the one before
  EXPECT_EQ(rank_of(letters, 'a'), 0u);
  for (std::size_t i = 1; i < rising.size(); ++i)
    EXPECT_LT(rank_of(letters, rising[i - 1]), rank_of(letters, rising[i]));
  EXPECT_LT(rank_of(letters, 'z'), rank_of(letters, '0'));
  EXPECT_LT(rank_of(letters, '9'), rank_of(letters, 'A'));
  EXPECT_LT(rank_of(letters, 127), rank_of(letters, 0xe4));
}

RC_GTEST_PROP(Shape, RealsRiseWithTheirMagnitude, (double a, double b)) {
  RC_PRE(!std::isnan(a) && !std::isnan(b));
  RC_ASSERT(std::bit_cast<std::uint64_t>(real_at(real_rank(a))) == std::bit_cast<std::uint64_t>(a));
  if (std::abs(a) < std::abs(b)) RC_ASSERT(real_rank(a) < real_rank(b));
  if (a > 0) RC_ASSERT(real_rank(a) + 1 == real_rank(-a));
}

RC_GTEST_PROP(Shape, EachFloatHasARankOfItsOwn, (std::uint32_t rank)) {
  RC_ASSERT(real_rank(float_at(rank)) == rank);
  const auto whole = static_cast<float>(rank % 1000);
  RC_ASSERT(real_rank(whole) < real_rank(whole + 1));
  if (whole > 0) RC_ASSERT(real_rank(-whole) == real_rank(whole) + 1);
}

TEST(Shape, ZeroIsTheSimplestReal) {
  EXPECT_EQ(real_rank(0.0), 0u);
  EXPECT_LT(real_rank(1.0), real_rank(-1.0));
  EXPECT_LT(real_rank(-1.0), real_rank(2.0));
  EXPECT_LT(real_rank(1e300), real_rank(std::numeric_limits<double>::infinity()));
}

TEST(Shape, IsOneObjectForEachType) {
  EXPECT_EQ(&shape_of<Point>(), &shape_of<Everything>().parts[9].shape().parts.front().shape());
  EXPECT_NE(&shape_of<std::int32_t>(), &shape_of<std::int64_t>());
  EXPECT_EQ(shape_of<Point>().parts[1].name, "y");
}

}  // namespace
}  // namespace faultline::shrink
