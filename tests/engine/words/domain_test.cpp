#include "faultline/engine/words/domain.h"

#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "faultline/engine/words/seed.h"

namespace faultline {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

// Nearer to zero is simpler; of two equally near, the positive one.
bool simpler(std::int64_t a, std::int64_t b) {
  const auto away = [](std::int64_t v) { return v < 0 ? ~static_cast<std::uint64_t>(v) + 1 : std::uint64_t(v); };
  return std::pair(away(a), a < 0) < std::pair(away(b), b < 0);
}

template <class T>
class SmallRange : public ::testing::Test {};
using SmallRanges =
    ::testing::Types<Ranged<0, 0>, Ranged<0, 9>, Ranged<4, 7>, Ranged<5, 5>, Ranged<-9, -3>, Ranged<-3, 8>,
                     Ranged<-8, 3>, Ranged<-4, 4>, Ranged<-6, 0>, Ranged<-1, 0>, Ranged<0, 1>, Ranged<kMin, kMin + 4>,
                     Ranged<kMax - 4, kMax>, Ranged<kMin, kMin>, Ranged<kMax, kMax>>;
TYPED_TEST_SUITE(SmallRange, SmallRanges);

TYPED_TEST(SmallRange, RanksCountTheWholeDomainFromTheSimplest) {
  std::set<std::int64_t> seen;
  for (std::uint64_t rank = 0; rank < TypeParam::size(); ++rank) {
    const TypeParam value = TypeParam::at(rank);
    EXPECT_EQ(value.rank(), rank);
    EXPECT_GE(value, TypeParam::low);
    EXPECT_LE(value, TypeParam::high);
    if (rank > 0) {
      EXPECT_TRUE(simpler(TypeParam::at(rank - 1), value));
    }
    seen.insert(value);
  }
  EXPECT_EQ(seen.size(), TypeParam::size());
  EXPECT_EQ(TypeParam(), TypeParam::at(0));
}

TYPED_TEST(SmallRange, HoldsNothingElse) {
  if (TypeParam::low != kMin) {
    EXPECT_THROW(TypeParam(TypeParam::low - (TypeParam::low != kMin)), std::out_of_range);
  }
  if (TypeParam::high != kMax) {
    EXPECT_THROW(TypeParam(TypeParam::high + (TypeParam::high != kMax)), std::out_of_range);
  }
  EXPECT_EQ(TypeParam(TypeParam::low), TypeParam::low);
  EXPECT_EQ(TypeParam(TypeParam::high), TypeParam::high);
}

template <class T>
class WideRange : public ::testing::Test {};
using WideRanges =
    ::testing::Types<Ranged<kMin, kMax>, Ranged<kMin, -1>, Ranged<1, kMax>, Ranged<0, kMax>, Ranged<kMin, 5>,
                     Ranged<-5, kMax>, Ranged<kMin, kMin + 1'000'000>, Ranged<-3'000'000'000, 5'000'000'000>>;
TYPED_TEST_SUITE(WideRange, WideRanges);

TYPED_TEST(WideRange, RanksAndValuesAreInverse) {
  const std::uint64_t last = TypeParam::size() - 1;
  const auto agrees = [](std::uint64_t rank) {
    const TypeParam value = TypeParam::at(rank);
    return value.rank() == rank && value >= TypeParam::low && value <= TypeParam::high &&
           (rank == 0 || simpler(TypeParam::at(rank - 1), value));
  };
  for (const std::uint64_t rank : {std::uint64_t{0}, std::uint64_t{1}, last / 2, last / 2 + 1, last - 1, last})
    EXPECT_TRUE(agrees(rank)) << rank;
  for (const std::int64_t value : {TypeParam::low, TypeParam::low + 1, TypeParam::high - 1, TypeParam::high})
    EXPECT_EQ(TypeParam::at(TypeParam(value).rank()), value);

  Draws draws(1, 0);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t anywhere = draws.next() >> draws.below(64);
    const std::uint64_t rank = TypeParam::size() == 0 ? anywhere : anywhere % TypeParam::size();
    EXPECT_TRUE(agrees(rank)) << rank;
  }
}

TEST(Ranged, TheSimplestIsNearestToZero) {
  EXPECT_EQ((Ranged<-3, 8>()), 0);
  EXPECT_EQ((Ranged<4, 7>()), 4);
  EXPECT_EQ((Ranged<-9, -3>()), -3);
  EXPECT_EQ((Ranged<-3, 8>::at(1)), 1);
  EXPECT_EQ((Ranged<-3, 8>::at(2)), -1);
}

TEST(OneOf, CountsItsWordsInOrder) {
  EXPECT_EQ(Key::size(), 4u);
  EXPECT_EQ(Key().view(), "a");
  for (std::uint64_t rank = 0; rank < Key::size(); ++rank) {
    EXPECT_EQ(Key::at(rank).rank(), rank);
    EXPECT_EQ(Key(Key::at(rank).view()), Key::at(rank));
  }
  EXPECT_LT(Key("a"), Key("d"));
  EXPECT_EQ(OneOf<"">().str(), "");
}

TEST(OneOf, HoldsNothingElse) {
  for (const char* word : {"", "e", "A", "ab", "a "}) EXPECT_THROW(Key{word}, std::out_of_range) << word;
}

}  // namespace
}  // namespace faultline
