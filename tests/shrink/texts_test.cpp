#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "searching.h"
#include "values.h"

namespace faultline::shrink {
namespace {

using namespace testing;
using Texts = std::vector<std::string>;

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST(Texts, BecomeEmptyOrOneOfAFewNames) {
  EXPECT_EQ(after(simplify_texts, Texts{"Quite", "Long"}, [](auto&) { return true; }), (Texts{"", ""}));
  EXPECT_EQ(after(simplify_texts, Texts{"Quite"}, [](auto& t) { return t[0] != "" && t[0] != "a"; }), (Texts{"b"}));
}

TEST(Texts, KeepOnlyTheLettersThatAreNeeded) {
  EXPECT_EQ(after(simplify_texts, Texts{"xxaQQbyy"}, [](auto& t) { return has(t[0], "a") && has(t[0], "b"); }),
            (Texts{"ab"}));
  EXPECT_EQ(after(simplify_texts, Texts{"Quite Long"}, [](auto& t) { return t[0].size() >= 3; }), (Texts{"aaa"}));
  EXPECT_EQ(after(simplify_texts, Texts{"xyz"}, [](auto& t) { return t[0].size() == 3 && t[0][1] > 'f'; }),
            (Texts{"aga"}));
}

TEST(Texts, EqualOnesAreSimplifiedTogether) {
  const auto equal = [](const Texts& t) { return t[0] == t[1] && !t[0].empty(); };
  EXPECT_EQ(after(simplify_texts, Texts{"key-17", "key-17", "other"}, equal), (Texts{"a", "a", ""}));
}

TEST(Texts, CodePointsAreNotTakenApart) {
  for (const std::string& text : {std::string("\xe2\x82\xac"), std::string("\xf4\x8f\xbf\xbf\xff")})
    after(simplify_texts, Texts{text}, [](const Texts& t) {
      for (const Node& letter : letters_of(t[0])) EXPECT_LT(letter.number(), 0x1100ff + 1);
      return false;
    });
  EXPECT_EQ(after(simplify_texts, Texts{"a\xe2\x82\xac"}, [](auto& t) { return has(t[0], "\xe2\x82\xac"); }),
            (Texts{"\xe2\x82\xac"}));
}

// Bytes that belong to no code point may come to stand side by side and make one; and what stands for half of a pair
// is written as three bytes.
RC_GTEST_PROP(Texts, OfAnyBytesOnlyBecomeSimpler, (std::uint64_t salt)) {
  static const Texts pieces{"a", "\xc3", "\xa9", "\xed", "\xa0", "\x80", "\xf4\x8f\xbf\xbf", "\xee\x80\x80", "\xff"};
  std::string text;
  for (const std::size_t at : *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 9)))
    text += pieces[at];
  const Texts start{text};
  std::vector<Texts> seen;
  const auto fails = [&](const Texts& texts) {
    seen.push_back(texts);
    return hash_text(texts[0], salt) % 3 == 0;
  };
  const Texts end = after(simplify_texts, start, fails);
  RC_ASSERT(!(order_key(to_tree(start)) < order_key(to_tree(end))));
  for (const Texts& texts : seen) RC_ASSERT(order_key(to_tree(texts)) < order_key(to_tree(start)));
  std::sort(seen.begin(), seen.end());
  RC_ASSERT(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
}

}  // namespace
}  // namespace faultline::shrink
