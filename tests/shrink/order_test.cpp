#include "faultline/shrink/order.h"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "schedules.h"

namespace faultline::shrink {
namespace {

using namespace testing;

template <class T>
Key key_of(const T& value) {
  Ranks ranks;
  append_rank(ranks, value);
  return ranks.key;
}

// Two schedules that differ little: in one step, or in none.
RC_GTEST_PROP(Order, IsTotalOnSchedulesThatDiffer, (std::uint64_t seed, std::uint64_t other)) {
  const auto steps = *rc::gen::inRange<std::size_t>(1, 4);
  const Schedule a = random_schedule(seed, steps);
  Schedule b = a;
  Draws draws(other, 1);
  b[draws.below(steps)] = random_step(draws);
  RC_ASSERT((order_key(a) == order_key(b)) == (a == b));
  if (a != b) RC_ASSERT((order_key(a) < order_key(b)) != (order_key(b) < order_key(a)));
}

RC_GTEST_PROP(Order, FewerStepsAreSimpler, (std::uint64_t seed)) {
  const auto steps = *rc::gen::inRange<std::size_t>(1, 10);
  const Schedule whole = random_schedule(seed, steps);
  Schedule part = whole;
  part.erase(part.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(steps)));
  RC_ASSERT(order_key(part) < order_key(whole));
}

TEST(Order, CrashesBeforeFaultsBeforeCommandsBeforeStepsBeforeArguments) {
  const AnyStep sync = Command(Sync{}), set = Command(Set{}), fault = Fault(Drop{}), crash = Crash{"p", 1};
  const std::vector<Schedule> rising{
      {},
      {Restart{}},
      {Heal{}},
      {sync},
      {Command(Delete{"a"})},
      {Command(Delete{"b"})},
      {Command(Set{"a", 0})},
      {Command(Set{"a", 1})},
      {Command(Set{"b", 0})},
      {sync, Restart{}},
      {sync, sync},
      {fault},
      {fault, set, set, set},
      {fault, fault},
      {crash},
      {Crash{"p", 2}},
      {Crash{"q", 1}},
      {Crash{"aa", 1}},  // longer than any "p"
      {crash, fault, fault, fault, set, set},
      {crash, crash},
  };
  for (std::size_t i = 1; i < rising.size(); ++i)
    EXPECT_LT(order_key(rising[i - 1]), order_key(rising[i])) << text_of(rising[i - 1]) << " | " << text_of(rising[i]);
}

TEST(Order, ValuesRiseFromTheSimplestOfTheirType) {
  EXPECT_LT(key_of(false), key_of(true));
  EXPECT_LT(key_of(Mode::plain), key_of(Mode::careful));
  EXPECT_LT(key_of(Mode::careful), key_of(Mode::wild));
  EXPECT_LT(key_of(std::string()), key_of(std::string("z")));
  EXPECT_LT(key_of(std::string("z")), key_of(std::string("aa")));
  EXPECT_LT(key_of(std::string("ab")), key_of(std::string("ba")));
  EXPECT_LT(key_of(std::optional<int>()), key_of(std::optional(0)));
  EXPECT_LT(key_of(std::optional(1)), key_of(std::optional(-1)));
  EXPECT_LT(key_of(Ranged<-3, 3>(2)), key_of(Ranged<-3, 3>(-2)));
  EXPECT_LT(key_of(std::vector<Set>(1)), key_of(std::vector<Set>(2)));
  EXPECT_LT(key_of(0.0), key_of(1.0));
  EXPECT_LT(key_of(1.0), key_of(-1.0));
  EXPECT_LT(key_of(-1.0), key_of(2.0));
}

RC_GTEST_PROP(IntegerRank, CountsFromZeroOutwards, (std::int32_t value)) {
  RC_ASSERT(integer_at<std::int32_t>(integer_rank(value)) == value);
  if (value > 0) {
    RC_ASSERT(integer_rank(value) < integer_rank(-value));
    RC_ASSERT(integer_rank(-(value - 1)) < integer_rank(value));
  }
}

TEST(IntegerRank, HoldsAtTheEdges) {
  EXPECT_EQ(integer_rank(0), 0u);
  EXPECT_EQ(integer_rank(1), 1u);
  EXPECT_EQ(integer_rank(-1), 2u);
  for (const auto value : {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min() + 1})
    EXPECT_EQ(integer_at<std::int64_t>(integer_rank(value)), value);
  for (int value = -128; value < 128; ++value)
    EXPECT_EQ(integer_at<std::int8_t>(integer_rank(static_cast<std::int8_t>(value))), value);
}

TEST(IntegerRank, LargeMagnitudesDoNotWrap) {
  EXPECT_GT(integer_rank(std::numeric_limits<std::int64_t>::min()), integer_rank(std::int64_t{5}));
  EXPECT_GT(integer_rank(std::numeric_limits<std::uint64_t>::max()), integer_rank(std::uint64_t{5}));
  EXPECT_NE(integer_rank((std::uint64_t{1} << 63) + 1), integer_rank(std::uint64_t{1}));
}

TEST(Order, IsTotalOnFractions) {
  EXPECT_NE(key_of(0.25), key_of(0.5));
  EXPECT_NE(key_of(0.0), key_of(0.5));
}

}  // namespace
}  // namespace faultline::shrink
