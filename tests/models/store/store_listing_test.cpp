// Patterns, listings, and deletes by prefix.
#include "faultline/models/store/key_pattern.h"

#include "store/store_example.h"

namespace faultline::models {
namespace {

using namespace testing;

const StoreReply kWrongRequest = Refused{Refusal::invalid_request};

StoreModel with_all() {
  StoreModel model;
  for (const char* key : {"c", "ab", "b", "a"}) EXPECT_TRUE(model.step(set(key), kOk));
  return model;
}

TEST(KeyPattern, CoversTheWholeKey) {
  EXPECT_TRUE(matches("ab", "ab"));
  EXPECT_FALSE(matches("a", "ab"));
  EXPECT_FALSE(matches("b", "ab"));
  EXPECT_TRUE(matches("%", ""));
  EXPECT_TRUE(matches("%", "ab"));
  EXPECT_TRUE(matches("a%", "a"));
  EXPECT_TRUE(matches("%b%", "abc"));
  EXPECT_TRUE(matches("a%b%c", "aXbbYc"));
  EXPECT_FALSE(matches("a%b", "abc"));
  EXPECT_TRUE(matches("_b", "ab"));
  EXPECT_FALSE(matches("_", ""));
  EXPECT_FALSE(matches("_", "ab"));
}

TEST(KeyPattern, AnEscapedCharacterIsItself) {
  EXPECT_TRUE(matches("\\%", "%"));
  EXPECT_FALSE(matches("\\%", "a"));
  EXPECT_TRUE(matches("\\_", "_"));
  EXPECT_FALSE(matches("\\_", "a"));
  EXPECT_TRUE(matches("\\\\", "\\"));
  EXPECT_TRUE(matches("\\a_", "ab"));
}

TEST(KeyPattern, IsNotEmptyAndEscapesSomething) {
  for (const char* good : {"%", "a", "\\%", "\\\\", "a\\\\"}) EXPECT_TRUE(is_pattern(good)) << good;
  for (const char* bad : {"", "\\", "a\\", "\\\\\\"}) EXPECT_FALSE(is_pattern(bad)) << bad;
}

TEST(ListKeys, AnswersAllKeysInOrder) {
  for (std::int64_t size = 1; size <= 3; ++size) {
    EXPECT_TRUE(with_all().step(ListKeys{"%", size}, Listed{{"a", "ab", "b", "c"}}));
    EXPECT_FALSE(with_all().step(ListKeys{"%", size}, Listed{{"a", "b", "c", "ab"}}));
    EXPECT_FALSE(with_all().step(ListKeys{"%", size}, Listed{{"a", "b", "c"}}));
    EXPECT_FALSE(with_all().step(ListKeys{"%", size}, Listed{{"a", "a", "ab", "b", "c"}}));
  }
  EXPECT_TRUE(with_all().step(ListKeys{"a%", 1}, Listed{{"a", "ab"}}));
  EXPECT_TRUE(with_all().step(ListKeys{"\\%", 1}, Listed{}));
  EXPECT_FALSE(with_all().step(ListKeys{"\\%", 1}, kMissing));
  EXPECT_TRUE(with_item("b").step(ListKeys{"%", 1}, Listed{{"b"}}));
}

TEST(ListKeys, RefusesWhatIsNoPattern) {
  for (const char* pattern : {"", "a\\"}) {
    EXPECT_TRUE(with_all().step(ListKeys{pattern, 1}, kWrongRequest));
    EXPECT_FALSE(with_all().step(ListKeys{pattern, 1}, Listed{}));
  }
}

TEST(DeletePrefix, DeletesAndCountsWhatBeginsSo) {
  StoreModel model = with_all();
  EXPECT_FALSE(StoreModel(model).step(DeletePrefix{"a"}, Erased{1}));
  ASSERT_TRUE(model.step(DeletePrefix{"a"}, Erased{2}));
  EXPECT_TRUE(model.step(ListKeys{"%", 3}, Listed{{"b", "c"}}));
  EXPECT_TRUE(model.step(DeletePrefix{"ab"}, Erased{0}));
  EXPECT_TRUE(model.step(DeletePrefix{"b"}, Erased{1}));
}

TEST(DeletePrefix, WithoutAPrefixDeletesNothing) {
  StoreModel model = with_all();
  EXPECT_FALSE(StoreModel(model).step(DeletePrefix{""}, Erased{4}));
  ASSERT_TRUE(model.step(DeletePrefix{""}, kWrongRequest));
  model.assume(DeletePrefix{""});
  EXPECT_TRUE(StoreModel(model).step(Get{"c"}, found(0, "x")));
  model.assume(DeletePrefix{"c"});
  EXPECT_TRUE(answered(model, Get{"c"}, kMissing));
}

TEST(Listing, ExpectsItsAnswers) {
  EXPECT_EQ(with_all().expect(ListKeys{"_", 1}), R"(["a", "b", "c"])");
  EXPECT_EQ(with_all().expect(ListKeys{"", 1}), "refused invalid_request");
  EXPECT_EQ(with_all().expect(DeletePrefix{"a"}), "2 deleted");
  EXPECT_EQ(with_all().expect(DeletePrefix{""}), "refused invalid_request");
}

}  // namespace
}  // namespace faultline::models
