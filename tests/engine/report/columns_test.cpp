#include "faultline/engine/report/columns.h"

#include <gtest/gtest.h>

namespace faultline {
namespace {

using Lines = std::vector<std::string>;

TEST(Columns, AreCountedAsATerminalCountsThem) {
  EXPECT_EQ(columns_of(""), 0u);
  EXPECT_EQ(columns_of("abc"), 3u);
  EXPECT_EQ(columns_of("\xc3\xa4\xe2\x82\xac"), 2u);      // narrow, of two and three bytes
  EXPECT_EQ(columns_of("\xe6\xbc\xa2\xe5\xad\x97"), 4u);  // wide
  EXPECT_EQ(columns_of("e\xcc\x81"), 1u);                 // an accent of its own
  EXPECT_EQ(columns_of("\x1b[31mred\x1b[0m"), 3u);
  EXPECT_EQ(columns_of("\xff\xfe"), 2u);
}

TEST(Columns, PaddedAndCut) {
  EXPECT_EQ(padded("ab", 4), "ab  ");
  EXPECT_EQ(padded("ab", 4, true), "  ab");
  EXPECT_EQ(padded("abcd", 3), "abcd");
  EXPECT_EQ(padded("\xe6\xbc\xa2", 4), "\xe6\xbc\xa2  ");
  EXPECT_EQ(cut_to("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_to("abcdef", 5), "ab...");
  EXPECT_EQ(cut_to("abcdef", 2), "..");
  EXPECT_EQ(cut_to("abcdef", 0), "");
  EXPECT_EQ(cut_to("\xe6\xbc\xa2\xe5\xad\x97x", 4), "...");  // half a character is none
}

TEST(Wrapped, BreaksAtSpacesWhereThereAreSome) {
  EXPECT_EQ(wrapped("a bc def", 10), (Lines{"a bc def"}));
  EXPECT_EQ(wrapped("a bc def", 5), (Lines{"a bc", "def"}));
  EXPECT_EQ(wrapped("a bc def", 4), (Lines{"a bc", "def"}));
  EXPECT_EQ(wrapped("abcdefgh", 3), (Lines{"abc", "def", "gh"}));
  EXPECT_EQ(wrapped("", 3), (Lines{""}));
  EXPECT_EQ(wrapped("ab   cd", 3), (Lines{"ab", "cd"}));
  EXPECT_EQ(wrapped("a cell   2 more", 12), (Lines{"a cell", "2 more"}));
  EXPECT_EQ(wrapped("\xe6\xbc\xa2\xe5\xad\x97", 1), (Lines{"\xe6\xbc\xa2", "\xe5\xad\x97"})) << "one must go";
}

TEST(Fitted, GoesOnIndented) {
  EXPECT_EQ(fitted("one two three\nfour\n", 8, 2), "one two\n  three\nfour\n");
  EXPECT_EQ(fitted("one two three\nfour\n", 0, 2), "one two three\nfour\n");
  EXPECT_EQ(fitted("  longwords and", 8, 4), "  longwo\n    rds\n    and");
  EXPECT_EQ(fitted("", 8, 2), "");
  EXPECT_EQ(fitted("\n\n", 8, 2), "\n\n");
}

}  // namespace
}  // namespace faultline
