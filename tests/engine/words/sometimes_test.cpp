#include "faultline/engine/words/sometimes.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace faultline {
namespace {

const std::vector<std::string> kNames{"one", "two"};

TEST(Sometimes, SetsTheBitOfItsName) {
  std::uint64_t seen = 0;
  const WatchSometimes watch(kNames, seen);
  sometimes("two");
  EXPECT_EQ(seen, 2u);
  sometimes("one");
  sometimes("two");
  EXPECT_EQ(seen, 3u);
}

TEST(Sometimes, AnUnlistedNameIsAMistake) {
  std::uint64_t seen = 0;
  const WatchSometimes watch(kNames, seen);
  EXPECT_THROW(sometimes("three"), std::logic_error);
  EXPECT_EQ(seen, 0u);
}

TEST(Sometimes, DoesNothingOutsideARun) {
  std::uint64_t seen = 0;
  { const WatchSometimes watch(kNames, seen); }
  sometimes("three");
  EXPECT_EQ(seen, 0u);
}

}  // namespace
}  // namespace faultline
