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

TEST(Text, HidesNothing) {
  EXPECT_EQ(quoted("a\x1b[31m\x7f"), R"("a\u001b[31m\x7f")");
  EXPECT_EQ(quoted("\xc2\x80\xc2\x9b"
                   "2J"),
            R"("\u0080\u009b2J")");  // C1: CSI in one character
  EXPECT_EQ(quoted("\xe2\x80\xae"
                   "cba"),
            R"("\u202ecba")");  // from right to left
  EXPECT_EQ(quoted("\xef\xbb\xbf\xf3\xa0\x81\x81"), R"("\ufeff\u{e0041}")");
  EXPECT_EQ(quoted("\xff\xc0\xaf\xed\xa0\x80"), R"("\xff\xc0\xaf\xed\xa0\x80")");  // no UTF-8: overlong, a surrogate
  EXPECT_EQ(to_text(std::string("\xc2\x85")), R"("\u0085")");
}

TEST(Readable, KeepsLinesWhereTheyMayStay) {
  const std::string text = "one\n\ttwo\r\x1b]0;x\x07 \xc2\x9b \xe2\x82\xac \xe2\x82";
  EXPECT_EQ(readable(text), "one\n\ttwo\\x0d\\x1b]0;x\\x07 \\u009b \xe2\x82\xac \\xe2\\x82");
  EXPECT_EQ(on_one_line(text), "one\\n\\ttwo\\x0d\\x1b]0;x\\x07 \\u009b \xe2\x82\xac \\xe2\\x82");
  EXPECT_EQ(on_one_line(on_one_line(text)), on_one_line(text));
  EXPECT_EQ(on_one_line(std::string("a\0b", 3)), "a\\x00b");
}

TEST(Text, ThatIsLongIsCutWithItsCountInReports) {
  EXPECT_EQ(brief_text(std::string(2000, 'x')), '"' + std::string(200, 'x') + "\"... (2000 characters)");
  EXPECT_EQ(brief_text(std::string(200, 'x')), '"' + std::string(200, 'x') + '"');
  std::string umlauts;
  for (int i = 0; i < 300; ++i) umlauts += "\xc3\xa4";
  EXPECT_EQ(briefly_quoted(umlauts), '"' + umlauts.substr(0, 400) + "\"... (300 characters)");

  std::vector<int> numbers(2000);
  for (int i = 0; i < 2000; ++i) numbers[static_cast<std::size_t>(i)] = i;
  const std::string text = brief_text(numbers);
  EXPECT_TRUE(text.starts_with("[0, 1, 2, 3, ")) << text;
  EXPECT_TRUE(text.ends_with(", ... (2000 in all)]")) << text;
  EXPECT_LT(text.size(), 200u);
  EXPECT_EQ(brief_text(std::vector<int>(50, 1)).find("..."), std::string::npos);
  EXPECT_EQ(brief_text(std::vector<std::string>{"", "", "b"}), R"(["", "", "b"])");

  // What is no report says all, so that different values have different texts.
  EXPECT_EQ(to_text(std::string(2000, 'x')), '"' + std::string(2000, 'x') + '"');
  EXPECT_TRUE(to_text(numbers).ends_with("1998, 1999]"));

  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "abc... (4 characters)");
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
