// In a file that includes <iomanip>, whose std::quoted is found for std::string members unless text.h takes care.
#include <iomanip>

#include <gtest/gtest.h>

#include "faultline/engine/words/text.h"

#include "words/examples.h"

namespace faultline {
namespace {

using namespace examples;

TEST(TextOfStrings, IsQuotedLikeJson) {
  EXPECT_EQ(to_text(std::string("a\"b\\\n\x01")), R"("a\"b\\\n\u0001")");
  EXPECT_EQ(to_text(std::string()), "\"\"");
  EXPECT_EQ(to_text(std::map<std::string, int>{{"x", 1}}), R"({"x": 1})");
}

TEST(TextOfStrings, InsideDescribedValues) {
  EXPECT_EQ(to_text(Thing(Item{"a", 0, false, ""})), R"(item(key="a", level=0, flag=false, note=""))");
  EXPECT_EQ(to_text(Item{"a", 0, false, "n"}), R"({key="a", level=0, flag=false, note="n"})");
  EXPECT_EQ(to_text(Thing(Box{{Item{}}, Colour::red, -1, 2})),
            R"(box(items=[{key="a", level=0, flag=false, note=""}], colour=red, number=-1, small=2))");
}

}  // namespace
}  // namespace faultline
