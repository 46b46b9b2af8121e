#include "faultline/shrink/bisect.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace faultline::shrink {
namespace {

RC_GTEST_PROP(Least, IsFoundInFewSteps, (std::uint64_t a, std::uint64_t b)) {
  const Number high = Number{std::max(a, b)} + 1, wanted = Number{std::min(a, b)} + 1;
  int tried = 0;
  const Number found = least(0, high, high, [&](Number number) { return ++tried, number >= wanted; });
  RC_ASSERT(found == wanted);
  RC_ASSERT(tried <= 72);  // 7 for the bit length, 64 for the rest
}

TEST(Least, SmallOnesAreFoundFastInAWideRange) {
  int tried = 0;
  EXPECT_TRUE(least(0, Number{1} << 64, Number{1} << 64, [&](Number n) { return ++tried, n >= 3; }) == 3);
  EXPECT_LE(tried, 10);
}

TEST(Least, LeavesOffWhereTooMuchIsLeft) {
  const Number high = Number{1} << 40, wanted = (Number{1} << 38) + 5;
  const Number found = least(0, high, 1 << 16, [&](Number n) { return n >= wanted; });
  EXPECT_TRUE(found > wanted) << "only the bit length was looked for";
  EXPECT_TRUE(found <= Number{1} << 39);
}

}  // namespace
}  // namespace faultline::shrink
