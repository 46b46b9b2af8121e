#include "faultline/engine/words/text.h"

#include <gtest/gtest.h>

#include "words/examples.h"

namespace faultline {
namespace {

using namespace examples;

struct HiddenAway {};
template <class T>
struct Wrapped {};
struct PageOf2 {
  std::string show() const { return "page!"; }
};
BOOST_DESCRIBE_STRUCT(PageOf2, (), ())

TEST(TypeName, IsSnakeCaseWithoutItsSurroundings) {
  EXPECT_EQ(type_name<BulkGet>(), "bulk_get");
  EXPECT_EQ(type_name<Item>(), "item");
  EXPECT_EQ(type_name<HiddenAway>(), "hidden_away");
  EXPECT_EQ(type_name<Wrapped<Item>>(), "wrapped");
  EXPECT_EQ(type_name<PageOf2>(), "page_of2");
  EXPECT_EQ(alternative_names<Thing>(), (std::vector<std::string>{"item", "box", "bulk_get", "token", "flush"}));
}

TEST(Text, OfPlainValues) {
  EXPECT_EQ(to_text(true), "true");
  EXPECT_EQ(to_text(-3), "-3");
  EXPECT_EQ(to_text(std::uint8_t{65}), "65");
  EXPECT_EQ(to_text('A'), "65");
  EXPECT_EQ(to_text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(to_text(1.5), "1.5");
  EXPECT_EQ(to_text(Key("c")), "\"c\"");
  EXPECT_EQ(to_text(Count<1, 4>(2)), "2");
  EXPECT_EQ(to_text(Colour::green), "green");
  EXPECT_EQ(to_text(static_cast<Colour>(9)), "?");
  EXPECT_EQ(to_text(Minted{"e7"}), "e7");
  EXPECT_EQ(to_text(Minted{}), "none");
  EXPECT_EQ(to_text(std::monostate{}), "done");
}

TEST(Text, IsQuotedLikeJson) {
  EXPECT_EQ(to_text(std::string("a\"b\\\n\x01")), R"("a\"b\\\n\u0001")");
  EXPECT_EQ(quoted("\xc3\xa4"), "\"\xc3\xa4\"");
  EXPECT_EQ(to_text(std::string()), "\"\"");
}

TEST(Text, OfContainers) {
  EXPECT_EQ(to_text(std::vector<Key>{}), "[]");
  EXPECT_EQ(to_text(std::vector<Key>{"a", "b"}), R"(["a", "b"])");
  EXPECT_EQ(to_text(std::optional<int>{}), "none");
  EXPECT_EQ(to_text(std::optional<int>{7}), "7");
  EXPECT_EQ(to_text(std::map<Key, int>{{"a", 1}, {"b", 2}}), R"({"a": 1, "b": 2})");
}

TEST(Text, AlternativesAreNamedAndMembersAreNot) {
  EXPECT_EQ(to_text(Thing(Item{"a", 0, false, ""})), R"(item(key="a", level=0, flag=false, note=""))");
  EXPECT_EQ(to_text(Item{"a", 0, false, ""}), R"({key="a", level=0, flag=false, note=""})");
  EXPECT_EQ(to_text(Thing(BulkGet{{"a"}})), R"(bulk_get(keys=["a"]))");
  EXPECT_EQ(to_text(Thing(Flush{})), "flush()");
  EXPECT_EQ(to_text(Thing(Box{{Item{}}, Colour::red, -1, 2})),
            R"(box(items=[{key="a", level=0, flag=false, note=""}], colour=red, number=-1, small=2))");
}

TEST(Text, ATypeMaySayItself) {
  EXPECT_EQ(to_text(PageOf2{}), "page!");
  EXPECT_EQ(to_text(std::variant<PageOf2, Flush>()), "page!");
  EXPECT_EQ(to_text(std::vector<PageOf2>(2)), "[page!, page!]");
}

}  // namespace
}  // namespace faultline
