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
  EXPECT_EQ(quoted("a\"b\\\n\x01"), R"("a\"b\\\n\u0001")");
  EXPECT_EQ(quoted("\xc3\xa4"), "\"\xc3\xa4\"");
  EXPECT_EQ(quoted(""), "\"\"");
  EXPECT_EQ(to_text(std::string_view("a b")), "\"a b\"");
}

TEST(Text, OfContainers) {
  EXPECT_EQ(to_text(std::vector<Key>{}), "[]");
  EXPECT_EQ(to_text(std::vector<Key>{"a", "b"}), R"(["a", "b"])");
  EXPECT_EQ(to_text(std::optional<int>{}), "none");
  EXPECT_EQ(to_text(std::optional<int>{7}), "7");
  EXPECT_EQ(to_text(std::map<Key, int>{{"a", 1}, {"b", 2}}), R"({"a": 1, "b": 2})");
}

struct Shelf {
  std::vector<BulkGet> gets;
  std::optional<Colour> colour;
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Shelf, (), (gets, colour, number))
using Plain = std::variant<BulkGet, Shelf, Flush>;

TEST(Text, AlternativesAreNamedAndMembersAreNot) {
  EXPECT_EQ(to_text(Plain(BulkGet{{"a", "b"}})), R"(bulk_get(keys=["a", "b"]))");
  EXPECT_EQ(to_text(BulkGet{}), "{keys=[]}");
  EXPECT_EQ(to_text(Plain(Flush{})), "flush()");
  EXPECT_EQ(to_text(Plain(Shelf{{{{"c"}}, {}}, Colour::red, -1})),
            R"(shelf(gets=[{keys=["c"]}, {keys=[]}], colour=red, number=-1))");
}

TEST(Text, ATypeMaySayItself) {
  EXPECT_EQ(to_text(PageOf2{}), "page!");
  EXPECT_EQ(to_text(std::variant<PageOf2, Flush>()), "page!");
  EXPECT_EQ(to_text(std::vector<PageOf2>(2)), "[page!, page!]");
}

}  // namespace
}  // namespace faultline
