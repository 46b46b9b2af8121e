#include "faultline/shrink/tree.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "faultline/engine/words/ref.h"

#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;

template <class T>
bool comes_back(const T& value) {
  return value_of<T>(to_tree(value)) == value;
}

RC_GTEST_PROP(Tree, TextsOfAnyBytesComeBack, (const std::string& text)) {
  RC_ASSERT(comes_back(text));
  RC_ASSERT(comes_back(Minted{text}));
}

RC_GTEST_PROP(Tree, TextsNearlyUtf8ComeBack, ()) {
  // Leads, continuations and ends of ranges, which random bytes seldom bring together.
  static const std::string bytes = "a\x7f\x80\x90\xa0\xbf\xc0\xc2\xc3\xdf\xe0\xed\xef\xf0\xf4\xf5\xff";
  std::string text;
  for (const std::size_t at : *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 17)))
    text += bytes[at];
  RC_ASSERT(comes_back(text));
}

TEST(Tree, CodePointsAreOneLetter) {
  EXPECT_EQ(letters_of("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80").size(), 4u);
  EXPECT_EQ(letters_of("\xc3").size(), 1u);              // cut off
  EXPECT_EQ(letters_of("\xc0\x80").size(), 2u);          // longer than needed
  EXPECT_EQ(letters_of("\xe0\x80\x80").size(), 3u);      // likewise
  EXPECT_EQ(letters_of("\xed\xa0\x80").size(), 3u);      // half of a pair
  EXPECT_EQ(letters_of("\xf4\x90\x80\x80").size(), 4u);  // past the last one
  EXPECT_EQ(text_of(letters_of("\xf4\x8f\xbf\xbf")), "\xf4\x8f\xbf\xbf");
}

RC_GTEST_PROP(Tree, IntegersAndRealsComeBack, (std::int8_t a, std::uint64_t b, std::int64_t c, bool d, double e)) {
  RC_ASSERT(comes_back(a) && comes_back(b) && comes_back(c) && comes_back(d));
  if (e == e) RC_ASSERT(comes_back(e) && comes_back(static_cast<float>(e)));
}

TEST(Tree, EveryKindOfValueComesBack) {
  EXPECT_TRUE(comes_back(Colour::blue));
  EXPECT_TRUE(comes_back(std::optional<Point>()));
  EXPECT_TRUE(comes_back(std::optional(Point{-1, 1 << 30})));
  EXPECT_TRUE(comes_back(std::optional(std::optional<int>())));
  EXPECT_TRUE(comes_back(Either(std::monostate())) && comes_back(Either(-7)) && comes_back(Either("x\n")) &&
              comes_back(Either(Point{1, 2})));
  EXPECT_TRUE(comes_back(std::vector<std::vector<int>>{{}, {1, -2}, {}}));
  EXPECT_TRUE(comes_back(std::vector<bool>{true, false}));
  EXPECT_TRUE(comes_back(Word("c")) && comes_back(Ranged<-5, -2>(-4)) && comes_back(Ranged<7, 9>(9)));
  EXPECT_TRUE(comes_back(Minted{"etag-1"}));
  EXPECT_TRUE(comes_back(Ref<Point>::at(Ref<Point>::size() - 1)));
}

RC_GTEST_PROP(Tree, WholeValuesComeBack, (std::uint64_t seed)) {
  Draws draws(seed, 0);
  const Node tree = random_tree(shape_of<Everything>(), draws);
  const auto value = value_of<Everything>(tree);
  RC_ASSERT(to_tree(value) == tree);
  RC_ASSERT(comes_back(value));
  RC_ASSERT(comes_back(random_value<Heap>(seed)));
}

TEST(Tree, ReplacesWhatTheValueHeld) {
  Everything value;
  value.text = "old";
  value.maybe = 1;
  value.points = {{1, 2}, {3, 4}};
  value.either = "old";
  from_tree(to_tree(Everything{}), value);
  EXPECT_EQ(value, Everything{});
  Heap heap{1, std::make_unique<Heap>(), nullptr};
  from_tree(to_tree(Heap{2, nullptr, nullptr}), heap);
  EXPECT_EQ(heap.left, nullptr);
  EXPECT_EQ(heap.value, 2);
}

TEST(Tree, SimplestIsTheDefaultValue) {
  EXPECT_EQ(value_of<Everything>(simplest(shape_of<Everything>())), Everything{});
  EXPECT_EQ(value_of<Heap>(simplest(shape_of<Heap>())), Heap{});
}

TEST(Tree, KeepMembersTakesThoseOfOneNameAndType) {
  const Node from = to_tree(Point{1, 2});
  Node to = to_tree(Point{3, 4});
  keep_members(from, to);
  EXPECT_EQ(value_of<Point>(to), (Point{1, 2}));
  Node number = to_tree(5);
  keep_members(from, number);
  EXPECT_EQ(value_of<int>(number), 5);
  Node everything = to_tree(Everything{});
  const Node before = everything;
  keep_members(from, everything);
  EXPECT_EQ(everything, before);
}

TEST(Tree, FindNodesGoesParentsFirstAndNotIntoTexts) {
  const Node tree = to_tree(std::vector<std::optional<std::string>>{"ab", std::nullopt});
  std::vector<Shape::Kind> kinds;
  for (const Node* node : find_nodes(tree, [](const Node&) { return true; })) kinds.push_back(node->shape->kind);
  using Kind = Shape::Kind;
  EXPECT_EQ(kinds, (std::vector<Kind>{Kind::sequence, Kind::optional, Kind::text, Kind::optional}));
}

}  // namespace
}  // namespace faultline::shrink
