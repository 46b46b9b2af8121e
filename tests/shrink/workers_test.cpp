// What several workers come to is what one comes to, candidate by candidate.
#include <functional>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/engine/words/hash.h"
#include "faultline/shrink/minimise_schedule.h"

#include "schedules.h"
#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;

using Predicate = std::function<bool(const Node&)>;
using Minimise = std::function<TreeMinimum(Problem, const Limits&)>;

struct Course {
  TreeMinimum minimum;
  std::vector<Node> counted, bests;
};

// One minimisation; what is asked of the problem is checked on the way.
Course run(const Node& start, const Predicate& fails, const Minimise& minimise, const Limits& limits) {
  Course course;
  std::set<Key> evaluated;
  Problem problem;
  problem.start = start;
  problem.fails = [&](const std::vector<Node>& candidates) {
    EXPECT_GE(candidates.size(), 1u);
    EXPECT_LE(candidates.size(), std::max(limits.workers, 1u));
    std::vector<bool> answers;
    for (const Node& candidate : candidates) {
      EXPECT_TRUE(evaluated.insert(order_key(candidate)).second) << "evaluated twice";
      answers.push_back(fails(candidate));
    }
    return answers;
  };
  problem.on_counted = [&](const Node& candidate, const Node& best) {
    course.counted.push_back(candidate);
    course.bests.push_back(best);
  };
  course.minimum = minimise(std::move(problem), limits);
  EXPECT_EQ(course.minimum.evaluations, course.counted.size());
  EXPECT_LE(course.minimum.evaluations, limits.evaluations);
  EXPECT_LE(course.minimum.evaluations, evaluated.size());
  return course;
}

// Whether any number of workers does as one does, with no cap and with one in the middle.
void expect_same(const Node& start, const Predicate& fails, const Minimise& minimise, std::uint64_t seed) {
  Limits limits{1500};
  const auto compare = [&] {
    limits.workers = 1;
    const Course one = run(start, fails, minimise, limits);
    RC_ASSERT(one.minimum.value == start || fails(one.minimum.value));
    for (const std::uint32_t workers : {2u, 3u, 8u}) {
      limits.workers = workers;
      const Course many = run(start, fails, minimise, limits);
      RC_ASSERT(many.minimum.value == one.minimum.value);
      RC_ASSERT(many.minimum.evaluations == one.minimum.evaluations);
      RC_ASSERT(many.minimum.accepted == one.minimum.accepted);
      RC_ASSERT(many.minimum.one_minimal == one.minimum.one_minimal);
      RC_ASSERT(many.minimum.capped == one.minimum.capped);
      RC_ASSERT(many.counted == one.counted);
      RC_ASSERT(many.bests == one.bests);
    }
    return one.minimum.evaluations;
  };
  const std::uint32_t all = compare();
  limits.evaluations = static_cast<std::uint32_t>(seed % (all + 1));
  compare();
}

// Fails for one in `of` values, whatever they look like.
Predicate erratic(std::uint64_t salt, std::uint64_t of) {
  return [=](const Node& node) {
    const Key key = order_key(node);
    return hash_text({reinterpret_cast<const char*>(key.data()), key.size() * sizeof key[0]}, salt) % of == 0;
  };
}

std::uint64_t rank_sum(const Node& root) {
  std::uint64_t sum = 0;
  for (const Node* number : find_nodes(root, of_kind(Shape::Kind::number)))
    sum += std::min(number->rank, std::uint64_t{1} << 56);
  return sum;
}

bool has_equals(const Node& root) {
  std::set<std::pair<const Shape*, std::uint64_t>> seen;
  for (const Node* number : find_nodes(root, of_kind(Shape::Kind::number)))
    if (number->rank > 1 && !seen.emplace(number->shape, number->rank).second) return true;
  return false;
}

std::size_t sequence_lengths(const Node& root) {
  std::size_t all = 0;
  for (const Node* sequence : find_nodes(root, of_kind(Shape::Kind::sequence))) all += sequence->parts.size();
  return all;
}

// What holds of the start, of some of these: so large a sum, so many elements, equal numbers, and erratic ones.
Predicate random_predicate(const Node& start, Draws& draws) {
  const std::uint64_t sum = draws.below(rank_sum(start) + 1), elements = draws.below(sequence_lengths(start) + 1);
  const bool sums = draws.chance(1, 2), counts = draws.chance(1, 2), equals = draws.chance(1, 3) && has_equals(start);
  const bool parity = draws.chance(1, 3);
  const std::uint64_t odd = rank_sum(start) % 2, salt = draws.next(), of = draws.below(4);
  return [=, any = erratic(salt, of)](const Node& node) {
    return (!sums || rank_sum(node) >= sum) && (!counts || sequence_lengths(node) >= elements) &&
           (!equals || has_equals(node)) && (!parity || rank_sum(node) % 2 == odd) && (of < 2 || any(node));
  };
}

RC_GTEST_PROP(Workers, DoAsOneDoesOnAnyValue, (std::uint64_t seed)) {
  Draws draws(seed, 1);
  const Shape* const shapes[] = {&shape_of<Everything>(), &shape_of<Heap>(), &shape_of<std::vector<Everything>>(),
                                 &shape_of<std::vector<Either>>(), &shape_of<std::vector<std::vector<std::int8_t>>>()};
  const Node start = random_tree(*shapes[draws.below(5)], draws, 1);
  expect_same(start, random_predicate(start, draws), minimise_tree, draws.next());
}

// Steps like some of the start's, in their order: of one kind, and of one kind of command.
Predicate like_some_steps(const Node& start, Draws& draws) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> wanted;
  const auto like = [](const Node& step) {
    return std::pair(step.rank, is_step(step, StepKind::command) ? step.parts.front().rank : 0);
  };
  for (const Node& step : start.parts)
    if (draws.chance(4, 3 * start.parts.size() + 1)) wanted.push_back(like(step));
  return [=](const Node& schedule) {
    std::size_t met = 0;
    for (const Node& step : schedule.parts) met += met < wanted.size() && like(step) == wanted[met];
    return met == wanted.size();
  };
}

RC_GTEST_PROP(Workers, DoAsOneDoesOnSchedules, (std::uint64_t seed)) {
  Draws draws(seed, 1);
  const std::size_t steps = 1 + draws.below(30);
  const Node start = to_tree(random_schedule(seed, steps));
  Hints hints{static_cast<std::uint32_t>(draws.below(steps)), draws.chance(1, 2), {}, kPoints, draws.chance(1, 2)};
  for (std::uint32_t i = 0; i < steps; ++i)
    if (draws.chance(1, 8)) hints.unfired.push_back(i);
  const auto minimise = [&](Problem problem, const Limits& limits) {
    return minimise_schedule(std::move(problem), hints, limits);
  };
  Predicate fails = like_some_steps(start, draws);
  if (draws.chance(1, 3))
    fails = [also = random_predicate(start, draws), fails](const Node& node) { return fails(node) && also(node); };
  expect_same(start, fails, minimise, draws.next());
}

}  // namespace
}  // namespace faultline::shrink
