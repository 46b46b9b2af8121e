// The shrinking challenge of the benchmarks: its known results are the simplest there are, and its starts are big.
#include <gtest/gtest.h>

#include "faultline/shrink/minimise.h"

#include "bench/shrink/binheap.h"
#include "bench/shrink/calculator.h"
#include "bench/shrink/difference.h"
#include "bench/shrink/lists.h"
#include "bench/shrink/nested_lists.h"
#include "every_value.h"

namespace faultline::bench {
namespace {

const std::vector<std::int64_t> kSmall{0, 1, -1, 2, -2, 3, -3};

// The integers from 0 on.
std::vector<std::int64_t> up_to(std::int64_t highest) {
  std::vector<std::int64_t> all;
  for (std::int64_t each = 0; each <= highest; ++each) all.push_back(each);
  return all;
}

template <class T>
std::string simplest(const Challenge<T>& challenge, std::vector<std::int64_t> integers, int leaves) {
  T value;
  const auto wanted = [&](const T& each) { return challenge.allowed(each) && challenge.fails(each); };
  return shrink::EveryValue(std::move(integers)).first<T>(value, leaves, wanted) ? to_text(value) : "nothing";
}

TEST(Challenge, KnownResultsAreTheSimplestThatFail) {
  EXPECT_EQ(simplest(reverse(), kSmall, 3), reverse().simplest);
  EXPECT_EQ(simplest(distinct(), kSmall, 4), distinct().simplest);
  EXPECT_EQ(simplest(lengthlist(), up_to(1000), 2), lengthlist().simplest);
  EXPECT_EQ(simplest(coupling(), up_to(10), 4), coupling().simplest);
  EXPECT_EQ(simplest(deletion(), kSmall, 4), deletion().simplest);
  EXPECT_EQ(simplest(nestedlists(), {0}, 13), nestedlists().simplest);
  EXPECT_EQ(simplest(large_union_list(), kSmall, 7), large_union_list().simplest);
  EXPECT_EQ(simplest(bound5(), {0, 1, -1, 2, -2, 255, 256, 1280, 32767, -32767, -32768}, 7), bound5().simplest);
}

TEST(Challenge, DifferencesAndRecursiveResultsAreTheSimplestToo) {
  for (const auto& challenge : {difference_zero(), difference_small(), difference_one()})
    EXPECT_EQ(simplest(challenge, up_to(300), 2), challenge.simplest);
  EXPECT_EQ(simplest(calculator(), kSmall, 12), calculator().simplest);
  EXPECT_EQ(simplest(binheap(), {0, 1, -1, 2, -2}, 12), binheap().simplest);
}

TEST(Challenge, PropertiesAreAsDescribed) {
  EXPECT_FALSE(bound5().fails({{255}, {255}, {255}, {255}, {255}}));
  EXPECT_TRUE(bound5().fails({{-20000}, {-20000}, {}, {}, {}}));
  EXPECT_FALSE(bound5().allowed({{256}, {}, {}, {}, {}}));
  EXPECT_TRUE(bound5().allowed({{32767, 32767}, {}, {}, {}, {}}));  // its sum is -2
  EXPECT_FALSE(coupling().allowed({2, 0}));
  EXPECT_FALSE(coupling().fails({0, 1}));
  EXPECT_FALSE(coupling().fails({1, 2, 0}));
  EXPECT_FALSE(deletion().allowed({{0, 0}, 2}));
  EXPECT_FALSE(deletion().fails({{0, 1, 1}, 0}));
  EXPECT_TRUE(difference_small().fails({12, 8}));
  EXPECT_FALSE(difference_small().fails({13, 8}));
  EXPECT_FALSE(difference_one().fails({9, 10}));
  EXPECT_TRUE(difference_one().fails({10, 11}));
}

Expression literal(std::int64_t value) { return {value}; }

TEST(Challenge, ExpressionsAreEvaluated) {
  EXPECT_FALSE(well_formed(operation<Divide>(literal(1), literal(0))));
  EXPECT_FALSE(well_formed({Add{std::make_unique<Expression>(), nullptr}}));
  const Expression sum = operation<Add>(literal(3), operation<Divide>(literal(7), literal(-2)));
  EXPECT_TRUE(well_formed(sum));
  EXPECT_EQ(value_of(sum), 0);
  EXPECT_EQ(sum.show(), "3 + (7 / -2)");
  EXPECT_FALSE(value_of(operation<Divide>(literal(1), operation<Add>(literal(3), literal(-3)))));
  EXPECT_EQ(value_of(operation<Divide>(literal(INT64_MIN), literal(-1))), INT64_MIN);
}

Subheap heap(std::int64_t head, Subheap left = nullptr, Subheap right = nullptr) {
  return std::make_unique<Heap>(Heap{head, std::move(left), std::move(right)});
}

TEST(Challenge, HeapsAreMergedOneStepOnly) {
  EXPECT_FALSE(is_heap(*heap(1, heap(0)), 0));
  EXPECT_FALSE(is_heap(*heap(-1), 0));
  EXPECT_TRUE(is_heap(*heap(0, heap(0), heap(1)), 0));
  EXPECT_FALSE(comes_unsorted(*heap(0, heap(2), heap(1))));
  EXPECT_TRUE(comes_unsorted(*heap(0, nullptr, heap(0, heap(0), heap(1)))));
  EXPECT_FALSE(comes_unsorted(*heap(0, nullptr, heap(0, heap(1), heap(0)))));
  EXPECT_TRUE(comes_unsorted(*heap(0, heap(1, heap(5)), heap(2))));  // 0 1 5 2
}

// A start that is simple already would show nothing.
template <class T>
void expect_big_starts(const Challenge<T>& challenge, std::size_t characters) {
  constexpr std::uint64_t kSeeds = 20;
  std::size_t longest = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const T value = failing_start(challenge, seed).value();
    EXPECT_TRUE(challenge.allowed(value) && challenge.fails(value)) << challenge.name;
    EXPECT_EQ(to_text(value), to_text(failing_start(challenge, seed).value())) << challenge.name;
    longest += to_text(value).size();
  }
  EXPECT_GT(longest / kSeeds, characters) << challenge.name << ": " << longest / kSeeds;
}

TEST(Challenge, EverySeedHasABigFailingStart) {
  expect_big_starts(reverse(), 200);
  expect_big_starts(distinct(), 200);
  expect_big_starts(lengthlist(), 150);
  expect_big_starts(coupling(), 100);
  expect_big_starts(deletion(), 200);
  expect_big_starts(nestedlists(), 300);
  expect_big_starts(large_union_list(), 1000);
  expect_big_starts(bound5(), 100);
  expect_big_starts(difference_zero(), 8);
  expect_big_starts(difference_small(), 8);
  expect_big_starts(difference_one(), 8);
  expect_big_starts(calculator(), 50);
  expect_big_starts(binheap(), 200);
}

// Not those seeds that the benchmark takes.
template <class T>
void expect_simplest(const Challenge<T>& challenge) {
  constexpr std::uint64_t kFirst = 1000, kSeeds = 10;
  shrink::Options<T> options;
  options.allowed = challenge.allowed;
  for (std::uint64_t seed = kFirst; seed < kFirst + kSeeds; ++seed) {
    std::uint32_t asked = 0;
    const auto still_fails = [&](const T& value) {
      ++asked;
      EXPECT_TRUE(challenge.allowed(value)) << challenge.name << ' ' << to_text(value);
      return challenge.fails(value);
    };
    const auto minimum = shrink::minimise<T>(failing_start(challenge, seed).value(), still_fails, options);
    EXPECT_EQ(to_text(minimum.value), challenge.simplest) << challenge.name << " from seed " << seed;
    EXPECT_TRUE(minimum.one_minimal) << challenge.name << " from seed " << seed;
    EXPECT_FALSE(minimum.capped);
    EXPECT_EQ(minimum.evaluations + 1, asked) << challenge.name << " from seed " << seed;
  }
}

TEST(Challenge, ListsShrinkToTheSimplest) {
  for (const auto& challenge : {reverse(), distinct(), lengthlist(), coupling()}) expect_simplest(challenge);
  expect_simplest(deletion());
  expect_simplest(nestedlists());
  expect_simplest(large_union_list());
  expect_simplest(bound5());
}

TEST(Challenge, DifferencesAndRecursiveValuesShrinkToTheSimplest) {
  for (const auto& challenge : {difference_zero(), difference_small(), difference_one()}) expect_simplest(challenge);
  expect_simplest(calculator());
  expect_simplest(binheap());
}

}  // namespace
}  // namespace faultline::bench
