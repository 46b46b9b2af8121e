#include <gtest/gtest.h>

#include "grouping.h"

namespace faultline::shrink {
namespace {

using namespace testing::grouping;

// Wiping needs something to wipe, dropping does not.
TEST(StepCombinations, DropForReplacementGoesWithoutTheCommandThatOnlyServedAnother) {
  const auto fails = [](const Schedule& s) {
    const auto is = [&](std::size_t i, std::size_t kind) { return std::get<0>(s[i]).index() == kind; };
    return (s.size() == 3 && is(0, 0) && is(1, 4) && is(2, 4)) || (s.size() == 2 && is(0, 1) && is(1, 1));
  };
  const Schedule start{Command(Put{"a"}), Command(Wipe{"c"}), Command(Wipe{"c"})};
  EXPECT_EQ(after(drop_for_replacement, start, fails), R"(drop(key="a", checked=false) drop(key="a", checked=false))");
  EXPECT_EQ(after(drop_for_change, start, fails), text(start));
}

// Checked, it needs something put before.
TEST(StepCombinations, DropForChangeGoesWithoutTheCommandThatOnlyServedAValue) {
  const auto fails = [](const Schedule& s) {
    const auto* last = s.empty() ? nullptr : std::get_if<Drop>(&std::get<0>(s.back()));
    return last && last->key == Word("b") && last->checked == (s.size() == 2);
  };
  const Schedule start{Command(Put{"b"}), Command(Drop{"b", true})};
  EXPECT_EQ(after(drop_for_change, start, fails), R"(drop(key="b", checked=false))");
  EXPECT_EQ(after(delete_outermost, start, fails), text(start));
}

}  // namespace
}  // namespace faultline::shrink
