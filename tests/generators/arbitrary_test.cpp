#include "faultline/generators/arbitrary.h"

#include <limits>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace faultline {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

using Around = Ranged<-3, 8>;
using Few = Count<1, 4>;
using One = Ranged<5, 5>;
using Negative = Ranged<kMin, -1>;
using OnlyWord = OneOf<"only">;

RC_GTEST_PROP(ArbitraryRanged, StaysInItsDomain, (Around a, Few b, One c, Negative d)) {
  RC_ASSERT(a >= -3 && a <= 8);
  RC_ASSERT(b >= 1 && b <= 4);
  RC_ASSERT(c == 5);
  RC_ASSERT(d <= -1);
}

RC_GTEST_PROP(ArbitraryOneOf, StaysInItsDomain, (Key key, OnlyWord only)) {
  RC_ASSERT(key.rank() < Key::size());
  RC_ASSERT(only.view() == "only");
}

// All values that the generator gives at the size RapidCheck ends with.
template <class T>
std::set<T> values(int draws) {
  std::set<T> seen;
  const auto gen = rc::gen::arbitrary<T>();
  for (int i = 0; i < draws; ++i) seen.insert(gen(rc::Random(static_cast<std::uint64_t>(i)), 100).value());
  return seen;
}

TEST(Arbitrary, ReachesTheWholeDomain) {
  EXPECT_EQ(values<Key>(200).size(), 4u);
  EXPECT_EQ((values<Ranged<-3, 8>>(500).size()), 12u);
}

// Takes the first shrink as long as there is one.
template <class T>
T shrunk(std::uint64_t seed) {
  auto shrinkable = rc::gen::arbitrary<T>()(rc::Random(seed), 100);
  while (auto next = shrinkable.shrinks().next()) {
    EXPECT_LT(next->value().rank(), shrinkable.value().rank());
    shrinkable = *next;
  }
  return shrinkable.value();
}

TEST(Arbitrary, ShrinksToTheSimplest) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_EQ(shrunk<Key>(seed), Key("a"));
    EXPECT_EQ((shrunk<Ranged<-9, -3>>(seed)), -3);
    EXPECT_EQ((shrunk<Ranged<-30, 80>>(seed)), 0);
    EXPECT_EQ((shrunk<Count<2, 5>>(seed)), 2);
  }
}

TEST(Arbitrary, ShrinksAFailureToTheSimplestThatFails) {
  std::int64_t last = 0;
  Key last_key;
  const auto result = rc::detail::checkTestable([&](Ranged<-30, 80> value, Key key) {
    if (value.rank() < 6 || key == Key("a")) return;
    last = value;
    last_key = key;
    RC_FAIL("as planned");
  });
  ASSERT_TRUE(result.is<rc::detail::FailureResult>());
  EXPECT_EQ(last, -3);  // the seventh of 0, 1, -1, 2 ...
  EXPECT_EQ(last_key, Key("b"));
}

}  // namespace
}  // namespace faultline
