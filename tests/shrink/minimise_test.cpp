#include "faultline/shrink/minimise.h"

#include <cmath>
#include <numeric>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/engine/words/hash.h"
#include "faultline/shrink/steps.h"

#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;
using Ints = std::vector<std::int32_t>;

Key key_of(const auto& value) { return order_key(to_tree(value)); }

std::uint64_t hash_of(const Everything& value, std::uint64_t salt) {
  const Key key = key_of(value);
  return hash_text({reinterpret_cast<const char*>(key.data()), key.size() * sizeof key[0]}, salt);
}

// --- laws, whatever the failure looks like ---

RC_GTEST_PROP(Minimise, EndsAtSomethingSimplerThatFails, (std::uint64_t seed, std::uint64_t salt)) {
  const auto start = random_value<Everything>(seed);
  const auto fails = [&](const Everything& value) { return value == start || hash_of(value, salt) % 4 == 0; };
  std::set<Key> evaluated;
  const auto minimum = minimise(start, [&](const Everything& value) {
    RC_ASSERT(evaluated.insert(key_of(value)).second);
    return fails(value);
  });
  RC_ASSERT(minimum.evaluations + 1 == evaluated.size());  // the start is asked for to be sure
  RC_ASSERT(minimum.value == start || (fails(minimum.value) && key_of(minimum.value) < key_of(start)));
  RC_ASSERT(minimum.one_minimal && !minimum.capped);
  RC_ASSERT((minimum.accepted > 0) == !(minimum.value == start));
  const auto same = minimise(start, fails);
  RC_ASSERT(same.value == minimum.value && same.evaluations == minimum.evaluations);
  RC_ASSERT(same.accepted == minimum.accepted);
}

// By brute force: nothing single can go or be the simplest.
RC_GTEST_PROP(Minimise, IsOneMinimal, (std::uint64_t seed, std::uint64_t salt)) {
  const auto start = random_value<Everything>(seed);
  const auto fails = [&](const Everything& value) { return value == start || hash_of(value, salt) % 4 == 0; };
  const Node end = to_tree(minimise(start, fails).value);
  const auto any = [](const Node&) { return true; };
  const std::size_t nodes = find_nodes(end, any).size();
  for (std::size_t at = 0, part = 0; at < nodes;) {
    Node changed = end;
    Node& node = *find_nodes(changed, any)[at];
    const bool holds_some = node.is(Shape::Kind::optional) || node.is(Shape::Kind::sequence);
    if (node.is(Shape::Kind::number)) node.rank = 0;
    if (node.is(Shape::Kind::text)) node.parts.clear();
    if (holds_some && part < node.parts.size()) node = without(node, part++, 1);
    RC_ASSERT(changed == end || !fails(value_of<Everything>(changed)));
    if (changed == end || !holds_some) {
      ++at;
      part = 0;
    }
  }
}

RC_GTEST_PROP(Minimise, StopsAtItsCapAndSaysSo, (std::uint64_t seed, std::uint64_t salt)) {
  const auto start = random_value<Everything>(seed);
  const auto fails = [&](const Everything& value) { return value == start || hash_of(value, salt) % 4 == 0; };
  const auto whole = minimise(start, fails);
  const auto cap = *rc::gen::inRange<std::uint32_t>(0, whole.evaluations + 2);
  const auto minimum = minimise(start, fails, {.evaluations = cap});
  RC_ASSERT(minimum.evaluations == std::min(cap, whole.evaluations));
  RC_ASSERT(minimum.capped == (whole.evaluations > cap));
  RC_ASSERT(minimum.one_minimal == !minimum.capped);
  RC_ASSERT(minimum.value == start || fails(minimum.value));
  if (!minimum.capped) RC_ASSERT(minimum.value == whole.value);
}

RC_GTEST_PROP(Minimise, EvaluatesNoFloatTwice, (std::uint64_t salt)) {
  const float start = static_cast<float>(salt % 100000) / 7;
  std::set<Key> evaluated;
  const auto minimum = minimise(std::vector<float>{start}, [&](const std::vector<float>& floats) {
    if (floats.size() != 1) return false;
    RC_ASSERT(std::abs(floats[0]) <= start);
    RC_ASSERT(evaluated.insert(key_of(floats)).second);
    return floats[0] == start || hash_pair(static_cast<std::uint64_t>(floats[0]), 0, salt) % 2 == 0;
  });
  RC_ASSERT(minimise(minimum.value, [](auto& floats) { return !floats.empty(); }).value == std::vector<float>{0});
}

RC_GTEST_PROP(Minimise, StaysInTheDomain, (std::uint64_t seed, std::uint64_t salt)) {
  const auto start = random_value<Everything>(seed);
  const auto allowed = [&](const Everything& value) { return value == start || hash_of(value, ~salt) % 2 == 0; };
  const auto minimum = minimise(start,
                                [&](const Everything& value) {
                                  RC_ASSERT(allowed(value));
                                  return value == start || hash_of(value, salt) % 3 == 0;
                                },
                                {.allowed = allowed});
  RC_ASSERT(allowed(minimum.value));
}

TEST(Minimise, TellsItsProgress) {
  std::vector<std::uint32_t> counts;
  std::vector<Ints> bests;
  const auto minimum = minimise(Ints{5, 6, 7}, [](const Ints& ints) { return !ints.empty(); },
                                {.progress = [&](std::uint32_t evaluations, const Ints& best) {
                                  counts.push_back(evaluations);
                                  bests.push_back(best);
                                }});
  ASSERT_EQ(counts.size(), minimum.evaluations);
  for (std::uint32_t i = 0; i < counts.size(); ++i) EXPECT_EQ(counts[i], i + 1);
  EXPECT_EQ(bests.front(), (Ints{5, 6, 7}));
  for (std::size_t i = 1; i < bests.size(); ++i) EXPECT_LE(key_of(bests[i]), key_of(bests[i - 1]));
}

TEST(Minimise, OutOfTimeOrInterruptedKeepsTheStart) {
  const auto fails = [](const Ints&) { return true; };
  const auto timed = minimise(Ints{5}, fails, {.seconds = 0});
  EXPECT_TRUE(timed.capped && !timed.one_minimal && timed.evaluations == 0);
  EXPECT_EQ(timed.value, Ints{5});
  const auto stopped = minimise(Ints{5}, fails, {.interrupted = [] { return true; }});
  EXPECT_TRUE(stopped.capped && stopped.evaluations == 0 && stopped.value == Ints{5});
}

// --- the one simplest value, from any start ---

template <class T>
void reaches(std::uint64_t seed, const std::type_identity_t<std::function<bool(const T&)>>& fails, const T& simplest) {
  const T start = random_value<T>(seed);
  if (!fails(start)) return;
  const auto minimum = minimise(value_of<T>(to_tree(start)), fails);
  RC_ASSERT(key_of(minimum.value) == key_of(simplest));
  RC_ASSERT(minimum.one_minimal);
  RC_ASSERT(minimise(value_of<T>(to_tree(minimum.value)), fails).accepted == 0u);
}

RC_GTEST_PROP(Minimise, ReachesTheSimplestOfSequences, (std::uint64_t seed)) {
  reaches<Ints>(
      seed, [](auto& i) { return std::count_if(i.begin(), i.end(), [](int e) { return e >= 9; }) >= 2; }, Ints{9, 9});
  reaches<Ints>(
      seed, [](auto& i) { return std::any_of(i.begin(), i.end(), [](int e) { return e % 7 == 2; }); }, Ints{2});
  reaches<Ints>(
      seed, [](auto& i) { return std::accumulate(i.begin(), i.end(), std::int64_t{0}) >= 33; }, Ints{33});
  reaches<Ints>(
      seed, [](auto& i) { return i != Ints(i.rbegin(), i.rend()); }, Ints{0, 1});
  reaches<Ints>(
      seed, [](auto& i) { return std::set(i.begin(), i.end()).size() >= 3; }, Ints{0, 1, -1});
  reaches<Ints>(
      seed, [](auto& i) { return std::set(i.begin(), i.end()).size() < i.size(); }, Ints{0, 0});
  reaches<Ints>(
      seed, [](auto& i) { return i.size() == 3 && i[0] == i[2] && i[0] != i[1]; }, Ints{0, 1, 0});
  using Points = std::vector<Point>;
  reaches<Points>(
      seed, [](auto& p) { return std::any_of(p.begin(), p.end(), [](auto& q) { return q.x < q.y; }); }, Points{{0, 1}});
}

RC_GTEST_PROP(Minimise, ReachesTheSimplestOfEveryMember, (std::uint64_t seed)) {
  const auto simplest = [](auto change) {
    Everything value;
    change(value);
    return value;
  };
  using E = Everything;
  reaches<E>(seed, [](auto&) { return true; }, {});
  reaches<E>(
      seed, [](auto& e) { return e.maybe.has_value(); }, simplest([](E& e) { e.maybe = 0; }));
  reaches<E>(
      seed, [](auto& e) { return e.maybe > 5; }, simplest([](E& e) { e.maybe = 6; }));
  reaches<E>(
      seed, [](auto& e) { return e.text.size() >= 2; }, simplest([](E& e) { e.text = "aa"; }));
  reaches<E>(
      seed, [](auto& e) { return e.text.find('c') != std::string::npos; }, simplest([](E& e) { e.text = "c"; }));
  reaches<E>(
      seed, [](auto& e) { return e.either.index() == 3; }, simplest([](E& e) { e.either = Point{}; }));
  reaches<E>(
      seed, [](auto& e) { return e.either.index() >= 2; }, simplest([](E& e) { e.either = ""; }));
  reaches<E>(
      seed, [](auto& e) { return e.colour != Colour::red && e.word.rank() >= 2; },
      simplest([](E& e) { e.colour = Colour::green, e.word = "c"; }));
  reaches<E>(
      seed, [](auto& e) { return e.wide <= -7 && e.ranged >= 8; }, simplest([](E& e) { e.wide = -7, e.ranged = 8; }));
  reaches<E>(
      seed, [](auto& e) { return e.nested.size() >= 2; }, simplest([](E& e) { e.nested.resize(2); }));
  reaches<E>(
      seed, [](auto& e) { return e.real < -1; }, simplest([](E& e) { e.real = std::nextafter(-1, -2); }));
}

std::int64_t sum(const Heap& heap) {
  return heap.value + (heap.left ? sum(*heap.left) : 0) + (heap.right ? sum(*heap.right) : 0);
}
bool in_order(const Heap& heap) {
  const auto below = [&](const auto& child) { return !child || (child->value >= heap.value && in_order(*child)); };
  return below(heap.left) && below(heap.right);
}

RC_GTEST_PROP(Minimise, ReachesTheSimplestOfATypeThatHoldsItself, (std::uint64_t seed)) {
  reaches<Heap>(
      seed, [](auto& heap) { return sum(heap) >= 20; }, Heap{20, nullptr, nullptr});
  reaches<Heap>(
      seed, [](auto& heap) { return !in_order(heap); },
      Heap{1, nullptr, std::make_unique<Heap>(Heap{0, nullptr, nullptr})});
}

TEST(Minimise, RefusesAValueThatDoesNotFail) {
  EXPECT_THROW(minimise(17, [](std::int32_t) { return false; }), std::invalid_argument);
}

}  // namespace
}  // namespace faultline::shrink
