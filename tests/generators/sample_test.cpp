#include "faultline/generators/sample.h"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/engine/words/codec.h"

namespace faultline::generators {
namespace {

enum class Mode : std::uint8_t { low = 3, mid = 7, high = 200 };
BOOST_DESCRIBE_ENUM(Mode, low, mid, high)

struct Inner {
  Key key;
  Ranged<-7, 1000> number;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (key, number))
struct Other {
  bool flag = false;
};
BOOST_DESCRIBE_STRUCT(Other, (), (flag))
struct Everything {
  std::vector<Inner> list;
  std::variant<Inner, Other> either;
  std::optional<Mode> mode;
  std::string word;
  Minted id;
  double real = 0;
  std::int8_t tiny = 0;
  std::uint64_t large = 0;
  std::int32_t plain = 0;
};
BOOST_DESCRIBE_STRUCT(Everything, (), (list, either, mode, word, id, real, tiny, large, plain))

template <class T>
T sampled(std::uint64_t seed, std::uint64_t step = 0) {
  Draws draws(seed, step);
  T value{};
  sample(value, draws);
  return value;
}

bool in_domain(const Inner& inner) {
  return inner.key.rank() < Key::size() && inner.number >= -7 && inner.number <= 1000;
}

RC_GTEST_PROP(Sample, NeverLeavesADomain, (std::uint64_t seed)) {
  const auto value = sampled<Everything>(seed);
  RC_ASSERT(value.list.size() <= 4u);
  for (const auto& inner : value.list) RC_ASSERT(in_domain(inner));
  if (const auto* inner = std::get_if<Inner>(&value.either)) RC_ASSERT(in_domain(*inner));
  if (value.mode) RC_ASSERT(*value.mode == Mode::low || *value.mode == Mode::mid || *value.mode == Mode::high);
  RC_ASSERT(value.id == Minted{});
  RC_ASSERT(value.tiny > -16 && value.tiny < 16);  // half their width
  RC_ASSERT(value.large < (std::uint64_t{1} << 32));
  RC_ASSERT(value.plain > -65536 && value.plain < 65536);
  RC_ASSERT(value.real > -65536 && value.real < 65536);
}

RC_GTEST_PROP(Sample, WideDomainsToo, (std::uint64_t seed)) {
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min(), kMax = std::numeric_limits<std::int64_t>::max();
  RC_ASSERT((sampled<Ranged<kMin, -5>>(seed)) <= -5);
  RC_ASSERT((sampled<Ranged<5, kMax>>(seed)) >= 5);
  sampled<Ranged<kMin, kMax>>(seed);  // throws outside
  RC_ASSERT((sampled<Ranged<4, 4>>(seed)) == 4);
  const auto high = sampled<Ranged<(std::int64_t{1} << 40), (std::int64_t{1} << 40) + 100>>(seed);
  RC_ASSERT(high >= std::int64_t{1} << 40 && high <= (std::int64_t{1} << 40) + 100);
}

RC_GTEST_PROP(Sample, DependsOnTheDrawsOnly, (std::uint64_t seed, std::uint64_t other)) {
  const auto value = sampled<Everything>(seed, 7);
  auto again = sampled<Everything>(other, 3);  // what was there before does not show through
  Draws draws(seed, 7);
  sample(again, draws);
  RC_ASSERT(to_bytes(again) == to_bytes(value));
}

TEST(Sample, ReachesEverythingOfAClosedKind) {
  std::set<std::uint64_t> keys, lengths, alternatives;
  std::set<std::string> words;
  std::set<std::optional<Mode>> modes;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const auto value = sampled<Everything>(seed);
    keys.insert(value.list.empty() ? 0 : value.list[0].key.rank());
    lengths.insert(value.list.size());
    alternatives.insert(value.either.index());
    words.insert(value.word);
    modes.insert(value.mode);
  }
  EXPECT_EQ(keys.size(), 4u);
  EXPECT_EQ(lengths.size(), 5u);
  EXPECT_EQ(alternatives.size(), 2u);
  EXPECT_EQ(words.size(), 8u);
  EXPECT_EQ(modes.size(), 4u);
}

// Keys that never collide and numbers that are never small find nothing.
TEST(Sample, PrefersSmallNumbersAndReachesLargeOnes) {
  using Wide = Ranged<0, 1'000'000>;
  int small = 0, large = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const auto value = sampled<Wide>(seed);
    small += value < 16;
    large += value > 500'000;
  }
  EXPECT_GT(small, 300);
  EXPECT_GT(large, 30);
}

TEST(Sample, BothEndsOfASmallDomainAreEquallyLikely) {
  std::array<int, 10> seen{};
  for (std::uint64_t seed = 0; seed < 5000; ++seed) ++seen[static_cast<std::size_t>(sampled<Ranged<0, 9>>(seed))];
  for (const int count : seen) EXPECT_NEAR(count, 500, 120);
}

}  // namespace
}  // namespace faultline::generators
